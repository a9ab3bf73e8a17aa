"""What a list of complaints may hold, and what its columns are called elsewhere, in English, German and French."""

from models.imports import Field

KEY = "id"
OPEN, CLOSED = "open", "closed"

FIELDS = (
    Field(
        name=KEY, label="complaint number", kind="number", required=True,
        help="The number that it has in your system. Each row needs one.",
        words=("complaint id", "complaint no", "ticket", "ticket id", "ticket number", "ticket no", "case number",
               "case id", "case", "case no", "issue id", "issue key", "incident number", "reference",
               "reference number", "ref", "number", "key", "beschwerdenummer", "ticketnummer", "vorgangsnummer",
               "fallnummer", "aktenzeichen", "nummer", "numéro de réclamation", "numéro de ticket", "numéro",
               "référence"),
    ),
    Field(
        name="what", label="what happened", kind="text", required=True, most=5000,
        help="The customer's own words, or what was written down of them.",
        words=("customer complaint", "complaint", "complaint text", "consumer complaint narrative", "narrative",
               "description", "details", "complaint description", "message", "body", "comment", "comments", "text",
               "summary", "subject", "title", "beschwerde", "beschwerdetext", "beschreibung", "nachricht", "betreff",
               "réclamation", "plainte", "message du client", "sujet", "objet"),
    ),
    Field(
        name="subject", label="subject", kind="text", help="Goes before what happened, as its first line.",
        words=("subject", "title", "headline", "summary", "betreff", "titel", "sujet", "objet", "titre"),
    ),
    Field(
        # a month that is written out can be read in one way only, so such a column goes first
        name="on", label="day it came in", kind="day", required=True, help="The day on which the customer complained.",
        words=("date month year", "date received", "received on", "received at", "received", "created at", "created on",
               "created", "created date", "date created", "opened at", "opened on", "opened", "date opened",
               "complaint date", "date of complaint", "reported on", "date submitted", "submitted", "date", "day",
               "eingang", "eingegangen am", "eingangsdatum", "erstellt am", "erstellt", "datum", "reçu le", "créé le",
               "date de réception", "date de création"),
    ),
    Field(
        name="stage", label="stage", kind="text", help="A stage of your journey, by its name or key.",
        words=("journey stage", "stage of the journey", "phase", "touchpoint", "touch point", "abschnitt",
               "étape", "étape du parcours"),
    ),
    Field(
        name="category", label="category", kind="text", help="A category of complaints, by its name or key.",
        words=("complaint category", "complaint type", "issue type", "issue", "topic", "type", "reason", "kategorie",
               "beschwerdegrund", "thema", "art", "catégorie", "motif", "type de réclamation"),
    ),
    Field(
        name="detail", label="second level", kind="text", help="Within the category.",
        words=("subcategory", "sub category", "sub issue", "subtopic", "subtype", "unterkategorie", "sous catégorie"),
    ),
    Field(
        name="severity", label="how bad it is", kind="one of",
        options={
            "1": ("low", "minor", "trivial", "p4", "niedrig", "gering", "basse", "faible"),
            "2": ("medium", "normal", "moderate", "p3", "mittel", "moyenne", "moyen", "normale"),
            "3": ("high", "major", "serious", "urgent", "p2", "hoch", "haute", "élevée"),
            "4": ("critical", "very high", "highest", "blocker", "p1", "kritisch", "critique"),
        },
        words=("severity", "priority", "urgency", "schwere", "priorität", "dringlichkeit", "gravité", "priorité"),
        help="1 to 4, or low to critical. Empty counts as medium.",
    ),
    Field(
        name="source", label="how it came in", kind="one of",
        options={
            "call": ("phone", "phone call", "telephone", "customer care call", "voice", "hotline", "telefon", "anruf",
                     "téléphone", "appel"),
            "email": ("mail", "e-mail", "letter", "postal mail", "fax", "brief", "courriel", "courrier", "lettre"),
            "chat": ("live chat", "messenger", "whatsapp", "sms"),
            "in person": ("face to face", "branch", "visit", "persönlich", "en personne"),
            "return": ("product return", "returns", "rücksendung", "retoure", "retour"),
            "review": ("social", "social media", "facebook", "twitter", "x", "instagram", "bewertung", "avis"),
            "survey": ("survey comment", "nps", "csat", "umfrage", "enquête", "sondage"),
            "partner": ("reseller", "agent", "referral", "partenaire"),
            "employee": ("employee saw it", "staff", "mitarbeiter", "employé"),
            "store": ("shop", "laden", "filiale", "magasin"),
            "web": ("internet", "website", "web form", "form", "online", "portal", "app", "formular", "webseite",
                    "site web", "formulaire"),
            "other": ("sonstiges", "autre"),
        },
        words=("source", "channel", "received via", "submitted via", "via", "medium", "origin", "kanal",
               "eingangskanal", "quelle", "canal", "moyen"),
    ),
    Field(
        name="status", label="open or closed", kind="one of",
        options={
            OPEN: ("new", "pending", "in progress", "on hold", "waiting", "reopened", "received", "assigned", "active",
                   "offen", "neu", "in bearbeitung", "wartend", "ouvert", "ouverte", "en cours", "nouveau"),
            CLOSED: ("solved", "resolved", "done", "completed", "finished", "fixed", "closed with explanation",
                     "closed with monetary relief", "closed with non-monetary relief", "cancelled", "rejected",
                     "geschlossen", "gelöst", "erledigt", "abgeschlossen", "fermé", "fermée", "résolu", "résolue",
                     "clos", "close", "terminé"),
        },
        words=("status", "state of the complaint", "ticket status", "resolution status", "statut", "état"),
        help="Empty counts as closed: what a list brings in was handled elsewhere.",
    ),
    Field(
        name="closed_on", label="day it was closed", kind="day",
        words=("closed at", "closed on", "date closed", "resolved at", "resolved on", "solved at", "date resolved",
               "geschlossen am", "erledigt am", "clos le", "résolu le"),
    ),
    Field(
        name="customer", label="customer", kind="text", help="Their number in the record of customers, or their name.",
        words=("customer number", "customer id", "customer no", "account", "account id", "account number", "company",
               "customer name", "client", "kundennummer", "kunde", "kundenname", "numéro client", "nom du client"),
    ),
    Field(
        name="teams", label="teams", kind="text", help="The teams that touch it, with commas between them.",
        words=("team", "department", "departments", "group", "assigned group", "abteilung", "équipe", "service"),
    ),
    Field(
        name="link", label="link", kind="text", most=1000, help="Where it stands in your system.",
        words=("url", "ticket url", "link to ticket", "permalink", "lien"),
    ),
    Field(
        name="system", label="system", kind="text", most=40,
        help="Which system the list comes from, best set on every row: helpdesk. Each counts on a base of its own.",
        words=("source system", "quellsystem", "système"),
    ),
    Field(
        name="suggest", label="file by the words", kind="yes or no",
        help="Set yes on every row to file those without stage or category by what their words suggest.",
    ),
)  # fmt: skip
