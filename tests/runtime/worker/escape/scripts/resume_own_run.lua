-- Aim: resume the run that is running.
return (coroutine.resume(coroutine.running()))
