#include "lib/receiver/redis_scripts.hpp"

namespace checkoutdiag::receiver::redis_scripts {

// moved_by() of orders.hpp stands in two of them, and so does what makes an event of an order wait
// for the one before it: queue:ORDER has the pending ones, and behind those that are not the first.

const char* const kPut = R"lua(
local P = KEYS[1]
local scheme, key, digest, target, headers, body, received, order, move = unpack(ARGV)
local function moved(move, state)
  local from, to = string.match(move, '^(.-)>(.*)$')
  if not to then return true, state end
  for each in string.gmatch(from, '[^,]+') do
    if each == state then return true, to end
  end
  return false, state
end
local function enqueue(number, order, score)
  if order ~= '' then
    local first = redis.call('ZCARD', P .. 'queue:' .. order) == 0
    redis.call('ZADD', P .. 'queue:' .. order, number, number)
    if not first then
      redis.call('ZADD', P .. 'behind', number, number)
      return
    end
  end
  redis.call('ZADD', P .. 'pending', score, number)
end
local known = P .. 'key:' .. scheme .. ':' .. key
local number = redis.call('GET', known)
local there = number and redis.call('HGET', P .. 'event:' .. number, 'digest')
if there == digest then return 'duplicate' end
if there then
  redis.call('HINCRBY', P .. 'event:' .. number, 'conflicts', 1)
  redis.call('INCR', P .. 'conflicts')
  return 'conflict'
end
local state, why, answer = 'pending', '', 'fresh'
if order ~= '' then
  local at = redis.call('GET', P .. 'order:' .. order)
  if not at then
    state, answer = 'parked', 'parked'
  else
    local done, to = moved(move, at)
    if not done then
      state, answer, why = 'superseded', 'superseded', 'its order is ' .. at
    elseif to ~= at then
      redis.call('SET', P .. 'order:' .. order, to)
    end
  end
end
number = redis.call('INCR', P .. 'number')
redis.call('HSET', P .. 'event:' .. number, 'key', key, 'digest', digest, 'scheme', scheme,
  'target', target, 'headers', headers, 'body', body, 'received', received, 'state', state,
  'attempts', 0, 'next', received, 'lease', 0, 'status', 0, 'error', why, 'conflicts', 0,
  'order', order, 'move', move)
redis.call('SET', known, number)
redis.call('SADD', P .. 'schemes', scheme)
redis.call('ZADD', P .. 'all', number, number)
if state == 'pending' then
  enqueue(number, order, received)
else
  redis.call('ZADD', P .. state, state == 'parked' and number or received, number)
end
if state == 'parked' then redis.call('RPUSH', P .. 'parked:' .. order, number) end
return answer
)lua";

const char* const kLease = R"lua(
local P = KEYS[1]
local now, till, most = unpack(ARGV)
local jobs = {}
for _, number in ipairs(redis.call('ZRANGEBYSCORE', P .. 'pending', '-inf', now, 'LIMIT', 0, most)) do
  local event = P .. 'event:' .. number
  if redis.call('EXISTS', event) == 0 then
    redis.call('ZREM', P .. 'pending', number)
  else
    local attempt = redis.call('HINCRBY', event, 'attempts', 1)
    redis.call('HSET', event, 'lease', till, 'next', till)
    redis.call('ZADD', P .. 'pending', till, number)
    local job = redis.call('HMGET', event, 'key', 'digest', 'scheme', 'target', 'headers', 'body',
      'received')
    table.insert(job, 1, number)
    table.insert(job, 2, tostring(attempt))
    table.insert(jobs, job)
  end
end
return jobs
)lua";

const char* const kFinish = R"lua(
local P = KEYS[1]
local number, lease, state, time, status, why, unmade = unpack(ARGV)
local event = P .. 'event:' .. number
local now = redis.call('HMGET', event, 'lease', 'state', 'received', 'order')
if now[1] ~= lease or now[2] ~= 'pending' then return 0 end
redis.call('HSET', event, 'state', state, 'next', time, 'status', status, 'error', why)
if unmade == '1' then redis.call('HINCRBY', event, 'attempts', -1) end
if state == 'pending' then
  redis.call('ZADD', P .. 'pending', time, number)
  return 1
end
redis.call('ZREM', P .. 'pending', number)
redis.call('ZADD', P .. state, state == 'forwarded' and now[3] or number, number)
if now[4] ~= '' then
  redis.call('ZREM', P .. 'queue:' .. now[4], number)
  local first = redis.call('ZRANGE', P .. 'queue:' .. now[4], 0, 0)[1]
  if first and redis.call('ZREM', P .. 'behind', first) == 1 then
    redis.call('ZADD', P .. 'pending', redis.call('HGET', P .. 'event:' .. first, 'next') or 0, first)
  end
end
return 1
)lua";

const char* const kResend = R"lua(
local P = KEYS[1]
local number = ARGV[1]
local event = P .. 'event:' .. number
local now = redis.call('HMGET', event, 'state', 'order')
if not now[1] then return 0 end
redis.call('ZREM', P .. now[1], number)
redis.call('ZREM', P .. 'behind', number)
if now[1] == 'parked' then redis.call('LREM', P .. 'parked:' .. now[2], 0, number) end
redis.call('HSET', event, 'state', 'pending', 'next', 0, 'lease', 0, 'attempts', 0)
redis.call('ZADD', P .. 'pending', 0, number)
return 1
)lua";

const char* const kPurge = R"lua(
local P = KEYS[1]
local before, scheme, offset, state = unpack(ARGV)
local gone, others = 0, 0
for _, number in ipairs(redis.call('ZRANGEBYSCORE', P .. state, '-inf', '(' .. before, 'LIMIT',
    offset, 500)) do
  local event = P .. 'event:' .. number
  local now = redis.call('HMGET', event, 'scheme', 'key')
  if scheme ~= '' and now[1] and now[1] ~= scheme then
    others = others + 1
  else
    if now[1] then redis.call('DEL', P .. 'key:' .. now[1] .. ':' .. now[2]) end
    redis.call('DEL', event)
    redis.call('ZREM', P .. state, number)
    redis.call('ZREM', P .. 'all', number)
    gone = gone + 1
  end
end
return {gone, others}
)lua";

const char* const kList = R"lua(
local P = KEYS[1]
local before, most, state = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local highest = before == '0' and '+inf' or '(' .. before
local numbers = redis.call('ZREVRANGEBYSCORE', P .. 'all', highest, '-inf', 'LIMIT', 0, 1000)
local events = {numbers[#numbers] or '0'}
for _, number in ipairs(numbers) do
  local event = redis.call('HMGET', P .. 'event:' .. number, 'state', 'key', 'digest', 'scheme',
    'target', 'received', 'attempts', 'next', 'status', 'error', 'conflicts', 'order')
  if event[1] and (state == '' or event[1] == state) then
    table.insert(event, 1, number)
    table.insert(events, event)
    if #events > most then break end
  end
end
return events
)lua";

const char* const kRegister = R"lua(
local P = KEYS[1]
local order, state = unpack(ARGV)
local function moved(move, state)
  local from, to = string.match(move, '^(.-)>(.*)$')
  if not to then return true, state end
  for each in string.gmatch(from, '[^,]+') do
    if each == state then return true, to end
  end
  return false, state
end
local function enqueue(number, order, score)
  if order ~= '' then
    local first = redis.call('ZCARD', P .. 'queue:' .. order) == 0
    redis.call('ZADD', P .. 'queue:' .. order, number, number)
    if not first then
      redis.call('ZADD', P .. 'behind', number, number)
      return
    end
  end
  redis.call('ZADD', P .. 'pending', score, number)
end
local name, parked = P .. 'order:' .. order, P .. 'parked:' .. order
local new = redis.call('SETNX', name, state)
local at = redis.call('GET', name)
local applied, superseded = 0, 0
for _, number in ipairs(redis.call('LRANGE', parked, 0, -1)) do
  local event = P .. 'event:' .. number
  local now = redis.call('HMGET', event, 'move', 'received')
  redis.call('ZREM', P .. 'parked', number)
  if now[1] then
    local done, to = moved(now[1], at)
    if done then
      redis.call('HSET', event, 'state', 'pending', 'error', '')
      enqueue(number, order, now[2])
      applied, at = applied + 1, to
    else
      redis.call('HSET', event, 'state', 'superseded', 'error', 'its order is ' .. at)
      redis.call('ZADD', P .. 'superseded', now[2], number)
      superseded = superseded + 1
    end
  end
end
redis.call('DEL', parked)
redis.call('SET', name, at)
return {new, at, applied, superseded}
)lua";

}  // namespace checkoutdiag::receiver::redis_scripts
