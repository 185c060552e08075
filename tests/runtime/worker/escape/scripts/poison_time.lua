-- Aim: a clock of ours for the library, by os and math.
local floor, time, got = math.floor, os.time, false
math.floor = function(x) got = true return floor(x) end
time()
os.date()
math.floor = floor
return got
