-- Aim: make require search where we say.
return (pcall(function()
  table.insert(package.loaders or package.searchers, 1, function() return function() return true end end)
  return require "no.such"
end))
