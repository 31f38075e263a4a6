// Names that people in Riyadh have, in both scripts.

import Bedrock

/// Lists of names: enough for thousands of different people, small enough to read.
enum PersonNames {
  /// Pairs of Arabic and English spelling.
  typealias Pairs = [(ar: String, en: String)]

  static let arabGiven: Pairs = [
    ("محمد", "Mohammed"), ("أحمد", "Ahmed"), ("عبدالله", "Abdullah"), ("خالد", "Khalid"),
    ("فهد", "Fahad"), ("سعود", "Saud"), ("سلطان", "Sultan"), ("تركي", "Turki"), ("ناصر", "Nasser"),
    ("عبدالرحمن", "Abdulrahman"), ("عبدالعزيز", "Abdulaziz"), ("ماجد", "Majed"), ("بندر", "Bandar"),
    ("سعد", "Saad"), ("يوسف", "Yousef"), ("إبراهيم", "Ibrahim"), ("عمر", "Omar"), ("علي", "Ali"),
    ("حسن", "Hassan"), ("وليد", "Waleed"), ("طارق", "Tariq"), ("مشعل", "Mishal"), ("راكان", "Rakan"),
    ("فيصل", "Faisal"), ("نواف", "Nawaf"), ("صالح", "Saleh"), ("نورة", "Noura"), ("سارة", "Sarah"),
    ("ريم", "Reem"), ("هند", "Hind"), ("منى", "Mona"), ("لطيفة", "Latifa"),
  ]

  static let arabFamily: Pairs = [
    ("العتيبي", "Al Otaibi"), ("القحطاني", "Al Qahtani"), ("الدوسري", "Al Dosari"),
    ("الشهري", "Al Shehri"), ("الغامدي", "Al Ghamdi"), ("الزهراني", "Al Zahrani"),
    ("الحربي", "Al Harbi"), ("المطيري", "Al Mutairi"), ("الشمري", "Al Shammari"),
    ("العنزي", "Al Anazi"), ("السبيعي", "Al Subaie"), ("التميمي", "Al Tamimi"),
    ("الرشيد", "Al Rashid"), ("العمري", "Al Omari"), ("الأحمدي", "Al Ahmadi"),
    ("البلوي", "Al Balawi"), ("الجهني", "Al Juhani"), ("المالكي", "Al Malki"),
    ("حداد", "Haddad"), ("منصور", "Mansour"), ("عبدالسلام", "Abdelsalam"), ("إدريس", "Idris"),
    ("الخطيب", "Al Khatib"), ("المصري", "Al Masri"), ("باوزير", "Bawazir"), ("الحكمي", "Al Hakami"),
  ]

  static let southAsianGiven: Pairs = [
    ("عمران", "Imran"), ("بلال", "Bilal"), ("رشيد", "Rashid"), ("شاهد", "Shahid"),
    ("عرفان", "Irfan"), ("ساجد", "Sajid"), ("نديم", "Nadeem"), ("رفيق", "Rafiq"),
    ("كمال", "Kamal"), ("جاويد", "Javed"), ("راجيش", "Rajesh"), ("سوريش", "Suresh"),
    ("أنيل", "Anil"), ("راميش", "Ramesh"), ("فيجاي", "Vijay"), ("جوزيف", "Joseph"),
  ]

  static let southAsianFamily: Pairs = [
    ("خان", "Khan"), ("حسين", "Hussain"), ("شيخ", "Sheikh"), ("قريشي", "Qureshi"),
    ("مالك", "Malik"), ("شودري", "Chowdhury"), ("إسلام", "Islam"), ("ميا", "Miah"),
    ("أنصاري", "Ansari"), ("كومار", "Kumar"), ("نير", "Nair"), ("توماس", "Thomas"),
    ("شارما", "Sharma"), ("بيريرا", "Perera"), ("ثابا", "Thapa"), ("غورونغ", "Gurung"),
  ]

  /// A given and a family name that go together.
  static func random(_ random: inout SeededRandom) -> BilingualName {
    let isArab = random.chance(0.6)
    let givenNames = isArab ? arabGiven : southAsianGiven
    let familyNames = isArab ? arabFamily : southAsianFamily
    let given = givenNames[random.below(givenNames.count)]
    let family = familyNames[random.below(familyNames.count)]
    return BilingualName(ar: "\(given.ar) \(family.ar)", en: "\(given.en) \(family.en)")
  }
}
