-- Rules about titles that several statements share.

-- Whether a show has ended: IMDb says so by its last year, TMDB and the seed by its status.
CREATE OR REPLACE FUNCTION title_has_ended(end_year smallint, status text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN end_year IS NOT NULL OR status IN ('Ended', 'Canceled');

-- The status of a film or a show. `chosen` is the user's and counts until `is_superseded`: something
-- was watched since, or, after completed, another episode aired. Then, and without one, it follows
-- from what was watched. tests/db/test_statuses.py has the table of all cases.
CREATE OR REPLACE FUNCTION watch_status(
    chosen text, is_superseded boolean, is_begun boolean, is_all_seen boolean
) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN chosen IS NOT NULL AND NOT is_superseded THEN chosen
        WHEN is_all_seen THEN 'completed'
        WHEN is_begun OR chosen = 'completed' THEN 'watching'
    END;

-- Where the clocks of a country's broadcasters stand. Of a country with several zones it is the one
-- its networks announce their days in. UTC when the country is not known.
CREATE OR REPLACE FUNCTION country_time_zone(country text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE country
        WHEN 'US' THEN 'America/New_York' WHEN 'CA' THEN 'America/Toronto'
        WHEN 'MX' THEN 'America/Mexico_City' WHEN 'CO' THEN 'America/Bogota'
        WHEN 'PE' THEN 'America/Lima' WHEN 'VE' THEN 'America/Caracas'
        WHEN 'CL' THEN 'America/Santiago' WHEN 'AR' THEN 'America/Argentina/Buenos_Aires'
        WHEN 'UY' THEN 'America/Montevideo' WHEN 'BR' THEN 'America/Sao_Paulo'
        WHEN 'GB' THEN 'Europe/London' WHEN 'IE' THEN 'Europe/Dublin'
        WHEN 'PT' THEN 'Europe/Lisbon' WHEN 'ES' THEN 'Europe/Madrid'
        WHEN 'FR' THEN 'Europe/Paris' WHEN 'BE' THEN 'Europe/Brussels'
        WHEN 'NL' THEN 'Europe/Amsterdam' WHEN 'DE' THEN 'Europe/Berlin'
        WHEN 'AT' THEN 'Europe/Vienna' WHEN 'CH' THEN 'Europe/Zurich'
        WHEN 'IT' THEN 'Europe/Rome' WHEN 'DK' THEN 'Europe/Copenhagen'
        WHEN 'NO' THEN 'Europe/Oslo' WHEN 'SE' THEN 'Europe/Stockholm'
        WHEN 'FI' THEN 'Europe/Helsinki' WHEN 'IS' THEN 'Atlantic/Reykjavik'
        WHEN 'PL' THEN 'Europe/Warsaw' WHEN 'CZ' THEN 'Europe/Prague'
        WHEN 'SK' THEN 'Europe/Bratislava' WHEN 'HU' THEN 'Europe/Budapest'
        WHEN 'RO' THEN 'Europe/Bucharest' WHEN 'BG' THEN 'Europe/Sofia'
        WHEN 'GR' THEN 'Europe/Athens' WHEN 'HR' THEN 'Europe/Zagreb'
        WHEN 'RS' THEN 'Europe/Belgrade' WHEN 'UA' THEN 'Europe/Kiev'
        WHEN 'RU' THEN 'Europe/Moscow' WHEN 'TR' THEN 'Europe/Istanbul'
        WHEN 'IL' THEN 'Asia/Jerusalem' WHEN 'EG' THEN 'Africa/Cairo'
        WHEN 'NG' THEN 'Africa/Lagos' WHEN 'ZA' THEN 'Africa/Johannesburg'
        WHEN 'AE' THEN 'Asia/Dubai' WHEN 'SA' THEN 'Asia/Riyadh'
        WHEN 'PK' THEN 'Asia/Karachi' WHEN 'IN' THEN 'Asia/Kolkata'
        WHEN 'TH' THEN 'Asia/Bangkok' WHEN 'VN' THEN 'Asia/Ho_Chi_Minh'
        WHEN 'ID' THEN 'Asia/Jakarta' WHEN 'MY' THEN 'Asia/Kuala_Lumpur'
        WHEN 'SG' THEN 'Asia/Singapore' WHEN 'PH' THEN 'Asia/Manila'
        WHEN 'CN' THEN 'Asia/Shanghai' WHEN 'HK' THEN 'Asia/Hong_Kong'
        WHEN 'TW' THEN 'Asia/Taipei' WHEN 'KR' THEN 'Asia/Seoul'
        WHEN 'JP' THEN 'Asia/Tokyo' WHEN 'AU' THEN 'Australia/Sydney'
        WHEN 'NZ' THEN 'Pacific/Auckland'
        ELSE 'UTC'
    END;

-- The date it is where a title comes from, its first country. Providers give the day of an episode
-- there: it has aired once `air_date <= title_today(m.countries, now)`.
CREATE OR REPLACE FUNCTION title_today(countries text[], now timestamptz) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (now AT TIME ZONE country_time_zone(countries[1]))::date;

-- When an episode airs: the day and the time of day in the zone of its network or, where that is not
-- known, where its show comes from. NULL where the time or both zones are not known.
CREATE OR REPLACE FUNCTION air_moment(
    air_date date, airs_at time, countries text[], air_zone text DEFAULT NULL
) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN air_zone IS NOT NULL THEN (air_date + airs_at) AT TIME ZONE air_zone
        WHEN country_time_zone(countries[1]) <> 'UTC'
            THEN (air_date + airs_at) AT TIME ZONE country_time_zone(countries[1])
    END;
