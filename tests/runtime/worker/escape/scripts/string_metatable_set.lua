-- Aim: another metatable for all strings.
return (pcall(setmetatable, "", { __index = {} }))
