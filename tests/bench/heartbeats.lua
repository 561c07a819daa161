-- POST /progress for wrk: reports of films that play, each of which goes on by ten seconds a turn.
local FILMS = 100
local sent = 0

function init(_)
   wrk.method = "POST"
   wrk.headers["Content-Type"] = "application/json"
end

function request()
   sent = sent + 1
   local film = 1 + sent % FILMS
   local turn = math.floor(sent / FILMS)
   local body = string.format(
      '{"mediaId":%d,"positionSeconds":%d,"durationSeconds":6000,' ..
      '"libraryItemId":"00000000-0000-4000-a000-%012d",' ..
      '"viewingId":"00000000-0000-4000-9000-%012d","recordedAt":"%s.%03dZ"}',
      film, 700 + turn % 4000, film, film, os.date("!%Y-%m-%dT%H:%M:%S"), turn % 1000)
   return wrk.format(nil, nil, nil, body)
end
