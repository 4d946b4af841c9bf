import type { Json } from '../shared/json.ts'

/** What sample contacts do: a line of work gives the company its word, the person a title and the notes their subject. */
export interface Work {
  industry: string
  /** Words a company of this line is called by. */
  words: readonly string[]
  titles: readonly string[]
  /** Notes in the words of someone who works with them, written as `anyNotes` are. */
  notes: readonly string[]
}

const list = (text: string): string[] => text.split('|').map((entry) => entry.trim())

export const lines: readonly Work[] = [
  {
    industry: 'Coaching',
    words: list('Kompass|Steadwell|Pathway|Horizont|Northstar'),
    titles: list('Leadership coach|Managing partner|Programme lead|Head of people development'),
    notes: list('Wants a second half-day on giving feedback; the first one landed well.|Asked for the coaching agreement in two versions, one without travel.|Prefers sessions before nine. Call, do not write.'),
  },
  {
    industry: 'Fitness',
    words: list('Vitalis|Corebody|Movement Lab|Aktiv|Stride'),
    titles: list('Personal trainer|Studio manager|Physiotherapist|Nutrition adviser'),
    notes: list('Left knee is better, no jumping until the end of the month.|Trains Tuesdays and Fridays. Ran the half marathon in 1:58.|Twelve sessions bought, four left; remind when two are left.'),
  },
  {
    industry: 'Consulting',
    words: list('Meridian|Ledger & Lane|Consilium|Praxis|Argo'),
    titles: list('Consultant|Senior consultant|Partner|Finance director|Office manager'),
    notes: list('Budget is decided in the second week of the quarter.|email out:Sent the day rate; wants to see a reference from logistics.|Contract signed by both. Kick-off on site, twelve people.'),
  },
  {
    industry: 'Architecture',
    words: list('Atelier Nord|Lumen|Formwerk|Arkada|Stone & Light'),
    titles: list('Architect|Project lead|Interior designer|Site manager'),
    notes: list('The plans for the courtyard are to be redrawn; send ours after that.|Likes short answers. Copy the site manager on everything.|meeting 60:Met at the trade fair, talked about daylight for an hour.'),
  },
  {
    industry: 'Software',
    words: list('Bytewerk|Clearpath|Nimbus|Fjord Digital|Quanta'),
    titles: list('Engineering lead|Product manager|Chief technology officer|Data analyst|Support lead'),
    notes: list('Team of nine, two of them new. Onboarding is the sore point.|Would like the workshop in English, slides in the evening before.|Renewal is due; they compare with one other offer.'),
  },
  {
    industry: 'Health care',
    words: list('Linden|Salus|Medica|Riverside|Sanitas'),
    titles: list('Practice manager|Doctor|Head nurse|Head of administration'),
    notes: list('Only reachable between twelve and one.|Supervision group starts with six people, room is booked.|Invoice goes to the administration, not to the ward.'),
  },
  {
    industry: 'Education',
    words: list('Alma|Parkside|Beacon|Nova Schola|Humboldt'),
    titles: list('Headteacher|Teacher|Programme coordinator|Professor'),
    notes: list('Planning two days for the staff before the term begins.|email in:Asked whether the material may be copied; yes, with the name on it.|call 25:Talked about the reading project; send the list of books.'),
  },
  {
    industry: 'Hospitality',
    words: list('Bellavista|Alpina|Verde|Panorama|Old Mill'),
    titles: list('Hotel manager|Head of events|Chef|Owner'),
    notes: list('Seminar room holds 24, daylight, whiteboard is old.|Will hold the dates in May until Friday.|Knows every winegrower in the valley.'),
  },
  {
    industry: 'Law',
    words: list('Iustitia|Concordia|Lex|Themis|Tribuna'),
    titles: list('Lawyer|Notary|Legal counsel|Mediator'),
    notes: list('meeting 300:Mediation went on for five hours; both sides came back.|Looks through the new terms by the end of next week.|Wants everything in writing, also dates.'),
  },
  {
    industry: 'Media',
    words: list('Paper Boat|Signal|Vox|Frame by Frame|Redacta'),
    titles: list('Editor|Journalist|Art director|Photographer|Copywriter'),
    notes: list('Portrait for the website: two hours, natural light.|Interview is to appear in the spring issue.|Delivers late but very good.'),
  },
]

/** Notes that fit anybody. What begins with a kind tells of that: `call 20`, a call of twenty minutes; `in`, to us. */
export const anyNotes: readonly string[] = list(
  'call 20:First talk by phone, twenty minutes. Friendly, to the point.|meeting 45:Met for coffee near the station. Two children, the younger one starts school.|call 5 in:Moved the appointment by a week, has the flu.|Recommended by a former client.|Follow up after the holidays.|email out:Sent the offer. Answer expected within ten days.|email in:Thanked for the book; has read it twice.|New number, the old one is out of use.|On parental leave until summer; deputy is in the same office.|call 10 in:Asked for less e-mail.',
)

export const freelanceTitles: readonly string[] = list('Freelance designer|Translator|Coach|Musician|Gardener|Author|Web developer|Yoga teacher')

/** A line of those as fields of a note. */
export function noteOf(line: string): { body: string } & Record<string, Json> {
  const said = /^(call|meeting|email)(?: (\d+))?(?: (in|out))?:(.*)$/su.exec(line)
  if (said === null) return { body: line }
  const [, kind, minutes, direction, body] = said
  return { body: body!, kind: kind!, ...(minutes === undefined ? {} : { minutes: Number(minutes) }), ...(direction === undefined ? kind === 'call' ? { direction: 'out' } : {} : { direction }) }
}
