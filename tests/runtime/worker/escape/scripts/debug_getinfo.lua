-- Aim: functions on the stack, the host's among them.
return (pcall(function() return debug.getinfo(3, "f").func end))
