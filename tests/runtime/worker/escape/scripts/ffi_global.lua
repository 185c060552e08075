-- Aim: the same by a global or a field of another library.
return (rawget(_G, "ffi") or (rawget(_G, "jit") or {}).ffi or bit.ffi) ~= nil
