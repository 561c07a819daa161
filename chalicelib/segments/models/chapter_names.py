"""Names of chapters that are segments, in the languages of releases."""

# ruff: noqa: RUF001  # letters of other alphabets are meant

from chalicelib.segments.models import SegmentKind

#: Separated by | and lines. A name in two rows depends on where the chapter is.
NAMES: dict[SegmentKind, str] = {
    SegmentKind.INTRO: """
        intro|opening|op|opening credits|opening titles|opening theme|opening song|main title
        main titles|title sequence|titles|theme song|credits|introduction|title card|intro start
        vorspann|eröffnung|titelsequenz|titelmusik|générique|générique de début
        générique d'ouverture|ouverture|introducción|cabecera|entradilla|créditos iniciales
        créditos de apertura|apertura|sigla|sigla iniziale|sigla di apertura|introduzione
        titoli di testa|abertura|introdução|vinheta|openingstitels|begintitels|leader|vinjett
        förtexter|inledning|fortekster|vignet|alkutunnus|alkutekstit|czołówka|napisy początkowe
        úvod|úvodní znělka|znělka|úvodné titulky|főcím|jenerik|açılış|generic|generic de început
        uvodna špica|najavna špica|начало|вступление|заставка|опенинг|начальные титры|титры
        вступ|початкові титри|τίτλοι αρχής|פתיח|مقدمة|شارة البداية|オープニング|op曲|主題歌|片头
        片頭|片头曲|片頭曲|开场|開場|오프닝|오프닝 크레딧|mở đầu|เปิดเรื่อง
    """,
    SegmentKind.RECAP: """
        recap|previously|last time|last episode|the story so far|story so far|catch up|rückblick
        was bisher geschah|bisher|zusammenfassung|zuvor|résumé|précédemment|épisode précédent
        résumé de l'épisode précédent|resumen|anteriormente|en episodios anteriores
        en el capítulo anterior|riassunto|riepilogo|nelle puntate precedenti
        negli episodi precedenti|resumo|nos episódios anteriores|anteriormente em|samenvatting
        wat voorafging|sammanfattning|tidigare|det har hänt|tidligere|sidst|yhteenveto
        aiemmin tapahtunut|streszczenie|w poprzednich odcinkach|poprzednio|minulý díl
        v minulých dílech|rekapitulace|előző rész|az előző részek tartalmából|özet
        önceki bölümde|geçen bölümde|rezumat|ранее|ранее в сериале|в предыдущих сериях
        краткое содержание|у попередніх серіях|тим часом раніше|προηγουμένως|בפרקים הקודמים|ملخص
        前回|あらすじ|前回のあらすじ|前情提要|前情回顾|前情回顧|上集回顾|지난 이야기|지난 줄거리
        tóm tắt
    """,
    SegmentKind.CREDITS: """
        credits|end credits|ending|ed|ending credits|ending theme|ending song|closing credits
        closing|closing titles|end titles|outro|final credits|end title|credit roll
        credits start|end credit|abspann|nachspann|générique|générique de fin|crédits
        crédits de fin|créditos|créditos finales|créditos de cierre|títulos de crédito|cierre
        titoli di coda|sigla finale|sigla di chiusura|créditos finais|encerramento|aftiteling
        eindtitels|eftertexter|sluttekster|rulletekster|rulletekst|lopputekstit|napisy końcowe
        tyłówka|závěrečné titulky|titulky|záverečné titulky|stáblista|vége főcím|jenerik|bitiş
        kapanış|bitiş jeneriği|generic de final|odjavna špica|титры|конечные титры
        финальные титры|эндинг|кінцеві титри|τίτλοι τέλους|כתוביות סיום|شارة النهاية
        エンディング|エンドロール|ed曲|片尾|片尾曲|엔딩|엔딩 크레딧|크레딧|kết thúc
    """,
    SegmentKind.PREVIEW: """
        preview|next episode|next episode preview|next time|next time on|next week|coming up
        coming next|episode preview|vorschau|nächste folge|nächstes mal|in der nächsten folge
        aperçu|à suivre|prochain épisode|prochainement|avance|próximo episodio|próximo capítulo
        en el próximo episodio|anteprima|prossimamente|prossimo episodio|nella prossima puntata
        prévia|próximo episódio|no próximo episódio|volgende aflevering|vooruitblik
        nästa avsnitt|neste episode|næste afsnit|seuraavassa jaksossa|zapowiedź
        w następnym odcinku|příště|v příštím díle|ukázka|előzetes|a következő rész tartalmából
        gelecek bölüm|fragman|în episodul următor|в следующей серии|анонс|превью|далее
        у наступній серії|בפרק הבא|الحلقة القادمة|予告|次回予告|次回|下集预告|下集預告|预告|預告
        다음 이야기|다음 예고|예고|다음화 예고|tập tiếp theo
    """,
}
#: Names of an opening that also stand for the scene before one.
COLD_OPENS = (
    "intro",
    "introduction",
    "introducción",
    "introduzione",
    "introdução",
    "inledning",
    "úvod",
    "начало",
    "вступление",
    "вступ",
)
#: A recap or preview often names its show.
BEGINNINGS: dict[SegmentKind, tuple[str, ...]] = {
    SegmentKind.RECAP: (
        "previously on",
        "last time on",
        "was bisher",
        "précédemment dans",
        "anteriormente en",
        "anteriormente em",
        "wat voorafging",
        "ранее в",
        "在上一集",
    ),
    SegmentKind.PREVIEW: ("next time on", "on the next", "in der nächsten", "dans le prochain"),
}
