-- Aim: environments of C functions and coroutines.
return (pcall(function() debug.setfenv(coroutine.create(print), {}) end))
