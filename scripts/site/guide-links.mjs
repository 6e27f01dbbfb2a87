/**
 * Markdown plugin: a link to another guide's file, which is what a reader of the repository follows, becomes the link to
 * its page: `protocol.md#limits` becomes `../protocol/#limits`.
 * @type {import("satteri").MdastPluginDefinition}
 */
export const guideLinks = {
  name: "guide-links",
  link(node, context) {
    const [, name, fragment = ""] = /^([\w-]+)\.mdx?(#.*)?$/.exec(node.url) ?? [];
    if (name) context.setProperty(node, "url", `../${name}/${fragment}`);
  },
};
