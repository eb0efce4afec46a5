-- Sends the paths of a file one after another and writes what came of it as one line of JSON.
-- wrk ... -s load.lua URL -- PATHS ACCEPT
local paths, at, accept = {}, 0, "application/json"

function init(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  accept = args[2] or accept
  local headers = { ["Accept"] = accept }
  for index, path in ipairs(paths) do paths[index] = wrk.format("GET", path, headers) end
end

function request()
  at = at % #paths + 1
  return paths[at]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"duration_us":%d,"bytes":%d,"p50_us":%d,"p99_us":%d,' ..
    '"bad_status":%d,"socket_errors":%d}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
