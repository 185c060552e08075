-- Aim: read the environment, which often holds secrets.
return (pcall(function() return assert(os.getenv("ASAN_OPTIONS")) end))
