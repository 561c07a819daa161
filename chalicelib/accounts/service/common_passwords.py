"""Common passwords of eight and more characters, in lower case."""

_WORDS = """
password passwort passw0rd p@ssword p@ssw0rd pa$$word pa55word passwords password! mypassword
iloveyou iloveyou2 ilovegod lovelove loveyou2 princess sunshine football baseball
basketball softball football1 baseball1 superman batman123 spiderman ironman1 pokemon1 starwars
starwars1 startrek trustno1 whatever welcome1 welcome123 letmein1 letmein123 changeme changeme1
changeme123 default1 admin123 admin1234 administrator adminadmin rootroot toortoor testtest
test1234 test12345 testing1 testing123 temp1234 guest123 user1234 username qwertyui qwertyuiop
qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyqwerty qwer1234 qwert123 asdfghjk
asdfghjkl asdfasdf asdf1234 zxcvbnm1 zxcvbnm123 zaq12wsx 1qaz2wsx 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y
q1w2e3r4 q1w2e3r4t5 1qazxsw2 1qaz1qaz 2wsx3edc !qaz2wsx qazwsxedc qazwsx123 azertyuiop azerty123
abcd1234 abc12345 abcdefgh abcdefghi a1b2c3d4 aa123456 a1234567 a12345678 a123456789 abc123456
abc123abc 1234qwer 123qweasd 123qwe123 1234abcd 12341234 12344321 11223344 123123123 123321123
12345678 123456789 1234567890 0123456789 0987654321 987654321 87654321 12345679 123456780
12345687 1234567891 147258369 159357456 741852963 789456123 963852741 102030405 1020304050
10203040 11112222 19841984 20002000 55667788 99887766 monkey123 monkeys1 dragon12 dragon123
dragonball shadow12 shadow123 master12 master123 michael1 michelle jennifer jennifer1 jessica1
jonathan nicholas elizabeth alexander alexandra christian christine charlotte victoria
victoria1 benjamin samantha samantha1 anthony1 matthew1 patrick1 richard1 charlie1 charlie123
daniel123 thomas123 andrew123 robert123 ashley123 chocolate chocolate1 butterfly butterfly1
computer computer1 internet internet1 samsung1 samsung123 microsoft windows1 windows10 google123
facebook facebook1 linkedin myspace1 youtube1 twitter1 minecraft minecraft1 roblox123 fortnite
playstation nintendo nintendo1 callofduty counterstrike warcraft starcraft liverpool liverpool1
chelsea1 arsenal1 manchester manunited barcelona barcelona1 realmadrid juventus cowboys1 steelers
lakers24 yankees1 redskins patriots packers1 mustang1 corvette mercedes ferrari1 porsche1
harley123 yamaha123 cheyenne brooklyn california newyork1 australia portugal germany1 blahblah
blink182 metallica nirvana1 slipknot1 rockyou1 hello123 hello1234 hellohello goodluck godbless
jesus123 jesuschrist heavenly angel123 angelina angels12 babygirl babygirl1 babyblue sweetheart
sweetpea cupcake1 cookie123 cheese123 pepper123 ginger123 maggie123 buster123 tigger123 snoopy123
garfield scooby123 mickey123 hannah123 purple123 orange123 yellow123 blackjack diamond1 sapphire
midnight midnight1 moonlight starlight rainbow1 rainbow123 flower123 flowers1 sunflower summer123
summer2024 summer2025 winter123 winter2024 winter2025 spring123 spring2025 autumn123 monday123
friday13 january1 december september november february lastname nopassword nopass123 security
security1 secret12 secret123 topsecret verysecret supersecret letmeinnow opensesame access14
access123 private1 pass1234 pass12345 passpass passw123 passme123 password0 thepassword
yourpassword newpassword oldpassword userpass password@123 p@ssw0rd1 p@ssw0rd123 p@55w0rd
passw0rd1 passw0rd123 qwerty!23 admin@123 welcome@123 india123 pakistan bangladesh krishna1
ganesha1 srinivas 5201314520 woaini1314 woaini520 asd123456 qq123456 zxc123456 aaa123456
wang1234 iloveyou1 iloveyou12 iloveyou123 loveme123 lovers12 forever1 forever21 friends1
friends123 family123 mother123 father123 brother1 sister123 grandma1 whatever1 nothing1
anything something everything correcthorsebatterystaple trustme1 killer123 hunter12 hunter123
ranger123 soldier1 marines1 airborne military firebird firefire thunder1 thunderbird lightning
hurricane tornado1 dolphin1 dolphins1 elephant panther1 tiger123 tigers12 eagle123 phoenix1
griffin1 wolfgang wolverine cheetah1 seahorse starfish mushroom pineapple strawberry blueberry
raspberry cranberry cinnamon peaches1 coffee123 pizza123 bonjour1 motdepasse azertyazerty
soleil123 doudou123 hallo123 hallohallo schatz123 sommer123 fussball geheim123 passwort1
passwort123 wachtwoord welkom01 welkom123 contrasena contraseña teamo123 tequiero mariposa
estrella princesa senha123 brasil123 flamengo corinthians palmeiras haslo123 polska123 qwerty77
parola123 sifre123 galatasaray fenerbahce besiktas seenseen seen1234 seenadmin
"""

# Common suffixes of "password".
_TAILS = """
1 12 123 1234 12345 123456 ! 1! 123! 2023 2024 2025 2026 01 007 00 11 69 99
"""

COMMON_PASSWORDS = frozenset(_WORDS.split()) | frozenset(
    f"password{tail}" for tail in _TAILS.split()
)
