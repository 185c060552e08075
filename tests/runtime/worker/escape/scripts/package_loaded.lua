-- Aim: libraries by what has been loaded.
return (pcall(function() return assert(package.loaded._G.io or package.loaded.debug) end))
