-- POST /progress for wrk: every request moves the position by a second. The fragment of the URL is
-- the id of the movie.
local movie = nil
local second = 0

function init(_)
   movie = wrk.path:match("#(%d+)")
   wrk.path = wrk.path:gsub("#.*", "")
   wrk.method = "POST"
   wrk.headers["Content-Type"] = "application/json"
end

function request()
   second = (second + 1) % 5000
   local body = string.format(
      '{"mediaId":%s,"positionSeconds":%d,"durationSeconds":6000}', movie, second)
   return wrk.format(nil, nil, nil, body)
end
