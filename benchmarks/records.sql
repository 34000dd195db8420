-- The table `records` from the numbers in `reports` and the words that they stand for. $seed is replaced by the seed.
CREATE TEMP TABLE told AS
SELECT
    r.*,
    ['control_change', 'withdrawal', 'defection', 'official_denial'][1 + r.kind] AS kind_name,
    CASE WHEN p.code IS NOT NULL THEN {
        'text': p.text, 'name': p.name, 'type': p.more, 'within': w.text, 'country': NULL::VARCHAR,
        'admin1': NULL::VARCHAR, 'geonames_id': NULL::BIGINT, 'lat': NULL::DOUBLE, 'lon': NULL::DOUBLE} END AS place_told,
    CASE WHEN t.code IS NOT NULL THEN {
        'text': t.text, 'name': t.name, 'type': t.more, 'within': NULL::VARCHAR, 'country': NULL::VARCHAR,
        'admin1': NULL::VARCHAR, 'geonames_id': NULL::BIGINT, 'lat': NULL::DOUBLE, 'lon': NULL::DOUBLE} END AS to_place_told,
    CASE WHEN a.code IS NOT NULL THEN {'text': a.text, 'name': a.name, 'id': a.more, 'side': a.side} END AS who_told,
    CASE WHEN o.code IS NOT NULL THEN {'text': o.text, 'name': o.name, 'id': o.more, 'side': o.side} END AS other_told,
    CASE WHEN f.code IS NOT NULL THEN {'text': f.text, 'name': f.name, 'id': f.more, 'side': f.side} END AS from_told,
    u.text AS unit_told,
    CASE r.kind
        WHEN 0 THEN ['captured', 'seized', 'took control of', 'took', 'recaptured', 'took full control of', 'entered']
        WHEN 1 THEN ['withdrew from', 'pulled out of', 'retreated from', 'left', 'abandoned their positions in']
        WHEN 2 THEN ['defected in', 'deserted in', 'switched sides in', 'laid down their arms and defected in']
        ELSE ['denied reports from', 'dismissed reports about', 'called baseless the reports about', 'denied claims on']
    END AS triggers
FROM reports r
LEFT JOIN place_words p ON p.code = r.place
LEFT JOIN place_words t ON t.code = r.to_place
LEFT JOIN within_words w ON w.code = r.within
LEFT JOIN actor_words a ON a.code = r.who
LEFT JOIN actor_words o ON o.code = r.other
LEFT JOIN actor_words f ON f.code = r.from_side
LEFT JOIN unit_words u ON u.code = r.unit;

CREATE TEMP TABLE lists AS
SELECT passage, string_agg(place_told.text, ', ' ORDER BY row) AS names FROM told GROUP BY passage;

CREATE TABLE records AS
SELECT
    'rec_' || substr(md5('$seed record ' || row), 1, 16) AS id,
    kind_name AS kind,
    'art_' || substr(md5('$seed article ' || article), 1, 16) AS article_id,
    'Outlet ' || outlet AS outlet,
    CASE WHEN precision < 4 THEN strftime(DATE '1970-01-01' + published::INTEGER, '%Y-%m-%d') END AS published,
    triggers[1 + form % len(triggers)] AS trigger,
    place_told AS place,
    {
        'text': CASE basis WHEN 0 THEN strftime(DATE '1970-01-01' + first_day::INTEGER, '%-d %B')
                           WHEN 1 THEN 'on ' || strftime(DATE '1970-01-01' + first_day::INTEGER, '%A') END,
        'start': CASE WHEN precision < 4 THEN strftime(DATE '1970-01-01' + first_day::INTEGER, '%Y-%m-%d') END,
        'end': CASE WHEN precision < 4 THEN strftime(DATE '1970-01-01' + last_day::INTEGER, '%Y-%m-%d') END,
        'precision': ['day', 'range', 'range', 'month', 'unknown'][1 + precision],
        'basis': ['stated', 'relative', 'published'][1 + basis]
    } AS date,
    CASE WHEN form // 11 % 10 < 4 THEN {'text': NULL::VARCHAR, 'role': 'outlet'}
         WHEN form // 11 % 10 < 6 THEN {'text': 'a military source', 'role': 'military'}
         WHEN form // 11 % 10 < 8 THEN {'text': 'activists', 'role': 'local'}
         ELSE {'text': 'a war monitor', 'role': 'monitor'} END AS source,
    [{
        'sentence': 1 + form % 30,
        'start': 150 * (form % 30),
        'end': 150 * (form % 30) + len(sentence),
        'text': sentence
    }] AS evidence,
    'generator' AS model,
    '0' AS prompt_version,
    CASE WHEN kind = 0 THEN who_told END AS gained_by,
    CASE WHEN kind = 0 THEN other_told END AS lost_by,
    CASE WHEN kind = 1 THEN who_told END AS force,
    CASE WHEN kind = 2 THEN who_told END AS who,
    CASE WHEN kind = 2 THEN from_told END AS from_side,
    CASE WHEN kind = 2 THEN other_told END AS to_side,
    CASE WHEN kind = 3 THEN who_told END AS speaker,
    CASE WHEN kind = 3 THEN other_told END AS subject,
    CASE WHEN kind IN (1, 2) THEN unit_told END AS unit,
    to_place_told AS to_place,
    CASE WHEN kind = 0 THEN ['full', 'full', 'full', 'unknown', 'unknown', 'entered', 'partial'][1 + form // 3 % 7] END AS extent,
    CASE WHEN kind = 0 THEN ['fighting', 'unknown', 'unknown', 'unopposed'][1 + form // 5 % 4] END AS means,
    CASE WHEN kind = 1 THEN ['completed', 'completed', 'completed', 'under_way'][1 + form // 3 % 4] END AS stage,
    CASE WHEN kind <> 2 THEN NULL
         WHEN form // 13 % 10 < 3 THEN NULL
         WHEN form // 13 % 10 < 6 THEN {'text': people || ' soldiers', 'min': people, 'max': people}
         WHEN form // 13 % 10 < 8 THEN {'text': 'dozens', 'min': 24, 'max': NULL::BIGINT}
         ELSE {'text': 'at least ' || (people - people % 5), 'min': people - people % 5, 'max': NULL::BIGINT}
    END AS size,
    CASE WHEN kind = 3 THEN ['control_change', 'withdrawal', 'defection', 'other'][1 + CASE WHEN form // 17 % 20 = 0 THEN 3 ELSE denies END] END AS denies,
    CASE WHEN kind = 3 THEN [
        ['that ' || coalesce(names, 'the town') || ' had fallen', 'the loss of ' || coalesce(names, 'the town'), 'reports of an advance'],
        ['that its troops had left ' || coalesce(names, 'the area'), 'a withdrawal from ' || coalesce(names, 'the area'), 'reports of a pullout'],
        ['that soldiers had defected', 'reports of desertions', 'any split in its ranks']
    ][1 + denies][1 + form // 19 % 3] END AS claim,
    event
FROM (
    SELECT told.*, names,
        concat_ws(' ',
            coalesce(upper(who_told.text[1]) || who_told.text[2:], 'Fighters'),
            CASE WHEN unit_told IS NOT NULL AND unit_told <> who_told.text THEN 'of ' || unit_told END,
            triggers[1 + form % len(triggers)],
            coalesce(names, 'the area'),
            CASE WHEN place_told.within IS NOT NULL THEN 'in ' || place_told.within END,
            CASE basis WHEN 0 THEN 'on ' || strftime(DATE '1970-01-01' + first_day::INTEGER, '%-d %B')
                       WHEN 1 THEN 'on ' || strftime(DATE '1970-01-01' + first_day::INTEGER, '%A') END,
            ['according to local sources', 'residents said', 'after hours of clashes', 'in a blow to its rivals',
             'witnesses told reporters', 'as fighting went on nearby', 'a statement said'][1 + form // 7 % 7]
        ) || '.' AS sentence
    FROM told JOIN lists USING (passage)
);
DROP TABLE told;
DROP TABLE lists;
