@rem The scripts start, dev and serve begin with exec, a word of sh: so a signal to npm reaches the server itself.
@rem Windows has neither; there npm finds this file.
@%*
