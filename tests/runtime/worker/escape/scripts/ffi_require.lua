-- Aim: the foreign function interface: any function of C.
-- Source: https://luajit.org/faq.html#sandbox
return (pcall(require, "ffi"))
