-- Aim: make bytecode here, to mutate it.
return type(string.dump) == "function"
