-- Aim: the old name of the collector's functions.
return rawget(_G, "gcinfo") ~= nil
