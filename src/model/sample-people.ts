/** Where sample contacts live and what they are called there; names are common ones, put together by chance. */
export interface Region {
  country: string
  /** How often it occurs beside the others. */
  weight: number
  first: readonly string[]
  last: readonly string[]
  /** `name|region|postal code|area code`; `#` is a digit. */
  cities: readonly string[]
  streets: readonly string[]
  /** A street's line from street and number. */
  streetLine: 'number-last' | 'number-first'
  /** Country code, mobile pattern, the local part after the area code. */
  phone: { code: string; mobile: string; local: string }
  /** Legal forms that end a company's name. */
  forms: readonly string[]
}

const words = (text: string): string[] => text.split(',').map((word) => word.trim())

export const regions: readonly Region[] = [
  {
    country: 'Germany', weight: 22,
    first: words('Anna,Lukas,Jürgen,Käthe,Sören,Marie,Jonas,Hannah,Felix,Björn,Lea,Paul,Sabine,Günther,Katharina,Moritz,Annika,Tobias,Ulrike,Jörg,Franziska,Matthias,Heike,Leonie,Florian,Bärbel,Clemens,Mareike'),
    last: words('Müller,Schäfer,Weiß,Köhler,Böhm,Krüger,Vogel,Jäger,Lindner,Großmann,Schröder,Wagner,Hoffmann,Kühn,Brandt,Löffler,Möller,Fröhlich,Sauer,Reuter,Voß,Kießling,Bergmann,Pfeiffer,Ahrens,Thoma,Baumgärtner,von Hagen,Özdemir,Yıldız'),
    cities: words('Berlin|Berlin|10###|30,Hamburg|Hamburg|20###|40,München|Bayern|80###|89,Köln|Nordrhein-Westfalen|50###|221,Bonn|Nordrhein-Westfalen|53###|228,Leipzig|Sachsen|04###|341,Stuttgart|Baden-Württemberg|70###|711,Düsseldorf|Nordrhein-Westfalen|40###|211,Freiburg|Baden-Württemberg|79###|761'),
    streets: words('Lindenstraße,Gartenweg,Schillerstraße,Am Markt,Bergmannstraße,Uhlandstraße,Hafenstraße,Kirchplatz'), streetLine: 'number-last',
    phone: { code: '+49', mobile: '15# ########', local: '######' }, forms: words('GmbH,AG,GbR,& Partner,eG'),
  },
  {
    country: 'United States', weight: 18,
    first: words('Emma,Noah,Olivia,Liam,Ava,Ethan,Grace,Caleb,Zoë,Marcus,Hannah,Tyrone,Chloe,Diego,Renée,Samuel,Naomi,Derek,Alisha,Trevor,Brooke,Malik,Heather,Owen,Priya,Jasmine'),
    last: words("Johnson,Carter,Nguyen,Ramirez,Brooks,O'Connor,Hughes,Peterson,Washington,Castillo,Bennett,Foster,Kowalski,Hayes,Goldberg,Park,Delacroix,Simmons,Whitaker,Reyes,Chen,McAllister,Thompson,Ellison,Ortega,Lindqvist"),
    cities: words('Austin|TX|787##|512,Portland|OR|972##|503,Chicago|IL|606##|312,Denver|CO|802##|303,Boston|MA|021##|617,Seattle|WA|981##|206,Atlanta|GA|303##|404,Brooklyn|NY|112##|718,Minneapolis|MN|554##|612'),
    streets: words('Maple Avenue,Oak Street,Cedar Lane,Mission Street,Lakeview Drive,Second Avenue,Elm Court,Pine Street'), streetLine: 'number-first',
    phone: { code: '+1', mobile: '@-555-01##', local: '555-01##' }, forms: words('LLC,Inc.,Co.,Group,Partners'),
  },
  {
    country: 'United Kingdom', weight: 10,
    first: words('Oliver,Amelia,Harry,Isla,George,Freya,Callum,Niamh,Rhys,Siân,Aoife,Seán,Imogen,Alistair,Zara,Kwame,Priyanka,Eleanor,Finlay,Beatrix'),
    last: words("Smith,Taylor,MacDonald,Davies,O'Sullivan,Patel,Hughes,Okafor,Ashworth,Campbell,Griffiths,Khan,Bennett,Fairfax,Stewart,Whitfield,Ní Dhomhnaill,Harrington,Owusu,Pemberton"),
    cities: words('London|Greater London|E# #QT|20,Manchester|Greater Manchester|M# #AB|161,Edinburgh|Scotland|EH# #LN|131,Bristol|Bristol|BS# #JD|117,Cardiff|Wales|CF## #RH|29,Leeds|West Yorkshire|LS# #DF|113'),
    streets: words('High Street,Church Lane,Victoria Road,Station Road,Mill Lane,Queen Street,The Crescent'), streetLine: 'number-first',
    phone: { code: '+44', mobile: '7700 900###', local: '496 0###' }, forms: words('Ltd,LLP,plc,& Sons,Studio'),
  },
  {
    country: 'France', weight: 9,
    first: words('Chloé,Hugo,Élodie,Théo,Anaïs,Rémi,Léa,François,Hélène,Jérôme,Inès,Gaël,Océane,Benoît,Margaux,Stéphane,Zoé,Loïc,Aïcha,Étienne'),
    last: words("Lefèvre,Moreau,Dubois,Garnier,Rousseau,Béranger,Le Goff,Faure,Chevalier,Benoît,D'Amico,Guérin,Marchand,Noël,Traoré,Lambert,Pélissier,Haddad,Vasseur,Rivière"),
    cities: words('Paris|Île-de-France|750##|1,Lyon|Auvergne-Rhône-Alpes|6900#|4,Marseille|Provence-Alpes-Côte d’Azur|130##|4,Nantes|Pays de la Loire|44###|2,Bordeaux|Nouvelle-Aquitaine|33###|5,Lille|Hauts-de-France|59###|3'),
    streets: words('rue de la Paix,avenue Jean-Jaurès,boulevard Voltaire,rue des Écoles,place de l’Église,rue Saint-Honoré'), streetLine: 'number-first',
    phone: { code: '+33', mobile: '6 ## ## ## ##', local: '## ## ## ##' }, forms: words('SARL,SAS,SA,et Fils,& Associés'),
  },
  {
    country: 'Spain', weight: 8,
    first: words('José,Lucía,Ángel,Sofía,Íñigo,Begoña,Raúl,Marta,Álvaro,Inés,Jesús,Noelia,Andrés,Núria,Rubén,Leire,Óscar,Carmen,Joaquín,Míriam'),
    last: words('García,Martínez,Núñez,Ibáñez,Peña,Sánchez Vidal,López,Gutiérrez,Ordóñez,Castaño,Jiménez,Ruiz,Etxeberria,Puig,Muñoz,Domínguez,Vázquez,Serrano,Ferrer i Roca,Cabrera'),
    cities: words('Madrid|Madrid|280##|91,Barcelona|Cataluña|080##|93,Sevilla|Andalucía|410##|95,Valencia|Comunitat Valenciana|460##|96,Bilbao|País Vasco|480##|94,Málaga|Andalucía|290##|95'),
    streets: words('Calle Mayor,Avenida de la Constitución,Calle del Olmo,Paseo de Gracia,Plaza Nueva,Calle San Andrés'), streetLine: 'number-last',
    phone: { code: '+34', mobile: '6## ### ###', local: '### ## ##' }, forms: words('S.L.,S.A.,S.L.U.,y Asociados'),
  },
  {
    country: 'Portugal', weight: 5,
    first: words('Ana,João,Inês,Tomás,Conceição,Rúben,Beatriz,Gonçalo,Mafalda,Simão,Débora,Nuno,Margarida,Vítor,Catarina,Luís'),
    last: words('Silva,Araújo,Conceição,Magalhães,Simões,Guimarães,Pereira,Lourenço,Brandão,Falcão,Teixeira,Galvão,Sá,Figueirôa,Ramalho,Mourão'),
    cities: words('Lisboa|Lisboa|1###-0##|21,Porto|Porto|4###-1##|22,Coimbra|Coimbra|3###-2##|239,Braga|Braga|47##-3##|253,Évora|Alentejo|7###-5##|266'),
    streets: words('Rua Augusta,Rua das Flores,Avenida da Liberdade,Largo do Carmo,Travessa do Sol'), streetLine: 'number-last',
    phone: { code: '+351', mobile: '9## ### ###', local: '### ###' }, forms: words('Lda.,S.A.,& Irmãos,Unipessoal Lda.'),
  },
  {
    country: 'Poland', weight: 6,
    first: words('Łukasz,Małgorzata,Paweł,Agnieszka,Wojciech,Zofia,Michał,Bożena,Krzysztof,Kinga,Stanisław,Róża,Tomasz,Żaneta,Jędrzej,Marzena'),
    last: words('Wójcik,Nowak,Kowalczyk,Woźniak,Mazur,Gołąb,Zając,Król,Wróbel,Pięta,Sikora,Dąb,Żak,Kaźmierczak,Górka,Bąk'),
    cities: words('Warszawa|mazowieckie|00-###|22,Kraków|małopolskie|30-###|12,Gdańsk|pomorskie|80-###|58,Wrocław|dolnośląskie|50-###|71,Łódź|łódzkie|90-###|42,Poznań|wielkopolskie|60-###|61'),
    streets: words('ul. Długa,ul. Mickiewicza,al. Niepodległości,ul. Świętokrzyska,ul. Ogrodowa,plac Wolności'), streetLine: 'number-last',
    phone: { code: '+48', mobile: '6## ### ###', local: '### ## ##' }, forms: words('Sp. z o.o.,S.A.,i Wspólnicy'),
  },
  {
    country: 'Sweden', weight: 5,
    first: words('Åsa,Björn,Elin,Göran,Maja,Håkan,Linnéa,Östen,Märta,Nils,Sigrid,Måns,Ebba,Torbjörn,Freja,Isak'),
    last: words('Åkesson,Lindström,Öberg,Sjögren,Nordström,Bäckman,Håkansson,Ekström,Dahlgren,Söderberg,Wåhlin,Forsberg,Grönlund,Hägg,Ahmadi,Björk'),
    cities: words('Stockholm|Stockholm|11# ##|8,Göteborg|Västra Götaland|41# ##|31,Malmö|Skåne|21# ##|40,Uppsala|Uppsala|75# ##|18,Umeå|Västerbotten|90# ##|90'),
    streets: words('Storgatan,Kungsgatan,Björkvägen,Ängsvägen,Södra Hamngatan,Drottninggatan'), streetLine: 'number-last',
    phone: { code: '+46', mobile: '70 ### ## ##', local: '### ## ##' }, forms: words('AB,HB,& Co AB,Byrå AB'),
  },
  {
    country: 'Czechia', weight: 4,
    first: words('Jiří,Lenka,Tomáš,Zdeňka,Ondřej,Šárka,Vojtěch,Kateřina,Luboš,Růžena,Matěj,Eliška,Čeněk,Žofie'),
    last: words('Martinů,Janů,Petrů,Krejčí,Dolejší,Kočí,Tichý,Horáků,Šťastný,Říha,Blažků,Hrubý'),
    cities: words('Praha|Praha|110 ##|2,Brno|Jihomoravský|602 ##|5,Ostrava|Moravskoslezský|702 ##|596,Plzeň|Plzeňský|301 ##|377'),
    streets: words('Husova,Nádražní,Národní třída,Palackého,Na Příkopě,Květná'), streetLine: 'number-last',
    phone: { code: '+420', mobile: '60# ### ###', local: '## ### ###' }, forms: words('s.r.o.,a.s.,a syn'),
  },
  {
    country: 'Türkiye', weight: 4,
    first: words('Ayşe,Mehmet,Zeynep,Çağlar,Elif,Gökhan,Şule,İbrahim,Özge,Uğur,Müge,Tuğba,Işıl,Barış'),
    last: words('Yılmaz,Öztürk,Şahin,Çelik,Aydın,Güneş,Koç,Işık,Doğan,Kılıç,Özkan,Türkoğlu,Çetin,Aslan'),
    cities: words('İstanbul|Marmara|34###|212,Ankara|İç Anadolu|06###|312,İzmir|Ege|35###|232,Eskişehir|İç Anadolu|26###|222'),
    streets: words('Bağdat Caddesi,İstiklal Caddesi,Çiçek Sokak,Gül Sokak,Atatürk Bulvarı'), streetLine: 'number-last',
    phone: { code: '+90', mobile: '53# ### ## ##', local: '### ## ##' }, forms: words('A.Ş.,Ltd. Şti.,ve Ortakları'),
  },
  {
    country: 'Vietnam', weight: 3,
    first: words('Thị Hương,Văn Đức,Minh Châu,Quốc Bảo,Thùy Linh,Anh Tuấn,Ngọc Ánh,Hữu Phước,Diễm My,Thế Vinh'),
    last: words('Nguyễn,Trần,Lê,Phạm,Hoàng,Vũ,Đặng,Bùi,Đỗ,Ngô'),
    cities: words('Hà Nội|Hà Nội|10####|24,Thành phố Hồ Chí Minh|Miền Nam|70####|28,Đà Nẵng|Miền Trung|55####|236,Huế|Thừa Thiên Huế|53####|234'),
    streets: words('Lê Lợi,Trần Hưng Đạo,Nguyễn Huệ,Hai Bà Trưng,Phan Đình Phùng'), streetLine: 'number-first',
    phone: { code: '+84', mobile: '90# ### ###', local: '#### ###' }, forms: words('JSC,Co. Ltd'),
  },
  {
    country: 'Japan', weight: 3,
    first: words('Shōta,Yūko,Kenji,Haruka,Ryō,Ayumi,Daichi,Mei,Tarō,Sōichirō'),
    last: words('Satō,Itō,Katō,Kobayashi,Ōno,Saitō,Fujiwara,Inoue,Endō,Gotō'),
    cities: words('Tōkyō|Kantō|1##-00##|3,Ōsaka|Kansai|5##-00##|6,Kyōto|Kansai|60#-8###|75,Sapporo|Hokkaidō|06#-00##|11'),
    streets: words('Sakura-dōri,Meiji-dōri,Omotesandō,Kawaramachi,Midōsuji'), streetLine: 'number-last',
    phone: { code: '+81', mobile: '90-####-####', local: '####-####' }, forms: words('K.K.,G.K.'),
  },
  {
    country: 'Brazil', weight: 3,
    first: words('Antônio,Luíza,Caíque,Jéssica,Thaís,Fábio,Patrícia,Vinícius,Cauã,Flávia,Mônica,Otávio'),
    last: words('Gonçalves,Araújo,Fontoura,Brandão,Assunção,Nóbrega,Leão,Queirós,Valadão,Sepúlveda,Frazão,Bragança'),
    cities: words('São Paulo|SP|01###-000|11,Rio de Janeiro|RJ|22###-000|21,Curitiba|PR|80###-000|41,Florianópolis|SC|88###-000|48,Belém|PA|66###-000|91'),
    streets: words('Rua das Acácias,Avenida Paulista,Rua São João,Travessa da Estação,Alameda Santos'), streetLine: 'number-last',
    phone: { code: '+55', mobile: '@ 9####-####', local: '####-####' }, forms: words('Ltda.,S.A.,ME,e Filhos'),
  },
]
