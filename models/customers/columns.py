"""What a file can tell of customers: each field, and what its column is called elsewhere, in three languages."""

from models.customers.ledger import BUSINESS, CONSUMER, GAINED, HERE, LEAVING, LOST, RETURNED, SAVED
from models.imports import Field

KEY = "id"
STATES = {
    LOST: (
        "churned", "churn", "cancelled", "canceled", "yes", "y", "true", "1", "inactive", "left", "gone", "closed",
        "terminated", "ended", "expired", "deactivated", "former", "former customer", "ex customer", "lapsed",
        "lost customer", "attrited customer", "verloren", "gekündigt", "ja", "abgewandert", "inaktiv", "beendet",
        "ehemalig", "ehemaliger Kunde", "perdu", "perdue", "parti", "partie", "résilié", "oui", "inactif",
        "ancien client",
    ),
    GAINED: (
        "new", "joined", "new customer", "won", "closed won", "neu", "neukunde", "gewonnen", "nouveau", "nouvelle",
        "nouveau client", "gagné",
    ),
    HERE: (
        "active", "current", "stayed", "customer", "existing", "existing customer", "no", "n", "false", "0", "live",
        "retained", "paying", "subscribed", "aktiv", "kunde", "bestandskunde", "geblieben", "nein", "actif", "client",
        "resté", "restée", "non",
    ),
    LEAVING: (
        "cancelling", "canceling", "cancels", "notice given", "in notice", "pending cancellation", "kündigt",
        "in kündigung", "kündigung eingegangen", "en cours de résiliation", "sur le départ",
    ),
    SAVED: ("kept", "gehalten", "gerettet", "sauvé"),
    RETURNED: (
        "reactivated", "won back", "winback", "win back", "back", "came back", "zurück", "zurückgewonnen", "rückkehrer",
        "revenu", "revenue", "réactivé", "reconquis",
    ),
}  # fmt: skip

FIELDS = (
    Field(
        name=KEY, label="customer number", kind="number", required=True, help="Who it is, where they come from.",
        words=("customer id", "customer no", "customer nr", "customer key", "external id", "account id",
               "account number", "account no", "client id", "client number", "company id", "record id", "user id",
               "contact id", "id", "ref", "kundennummer", "kunden nr", "kundennr", "kunden id", "debitor",
               "debitorennummer", "numero client", "no client", "code client", "id client", "identifiant client"),
    ),
    Field(
        name="name", label="customer name", kind="text", help="What people call them.",
        words=("name", "account name", "company name", "company", "organisation", "organization", "account",
               "customer", "client", "full name", "kunde", "kundenname", "firma", "firmenname", "unternehmen", "nom",
               "nom du client", "raison sociale", "société", "entreprise"),
    ),
    Field(
        name="state", label="here or lost", kind="one of", options=STATES,
        help="lost, new, here, leaving, returned; or yes in a column about churn.",
        words=("churn label", "customer status", "account status", "churned", "churn", "is churned", "churn value",
               "churn status", "attrition", "attrition flag", "exited", "cancelled", "canceled", "lost", "status",
               "kundenstatus", "abgewandert", "gekündigt", "verloren", "statut client", "statut", "résilié", "perdu"),
    ),
    Field(
        name="active", label="active", kind="yes or no", help="Yes for customers, no for those who are lost.",
        words=("is active", "active customer", "is customer", "is active member", "aktiv", "kunde aktiv", "actif",
               "client actif"),
    ),
    Field(
        name="gained_on", label="gained on", kind="day", help="The day they became a customer: counts as gained then.",
        words=("won on", "joined on", "joined", "join date", "signup date", "sign up date", "signed up", "acquired on",
               "acquisition date", "gewonnen am", "neukunde am", "gagné le", "date d inscription", "inscrit le"),
    ),
    Field(
        name="lost_on", label="lost on", kind="day", help="The day they left: counts as lost then.",
        words=("lost date", "churn date", "churned on", "churned at", "cancelled on", "cancelled at", "canceled at",
               "cancel date", "cancellation date", "canceled date", "left on", "termination date", "verloren am",
               "gekündigt am", "kündigungsdatum", "austrittsdatum", "perdu le", "résilié le", "date de résiliation",
               "date de départ"),
    ),
    Field(
        name="since", label="customer since", kind="day", help="Since when they are a customer, to know it only.",
        words=("since", "start date", "customer start date", "kunde seit", "seit", "vertragsbeginn", "client depuis",
               "depuis", "date de début"),
    ),
    Field(
        name="value", label="monthly value", kind="money", help="What they pay a month.",
        words=("mrr", "monthly charges", "monthly charge", "monthly revenue", "monthly recurring revenue",
               "monthly fee", "monthly amount", "amount per month", "value", "monatsumsatz", "monatlicher umsatz",
               "umsatz pro monat", "monatsbeitrag", "monatswert", "montant mensuel", "valeur mensuelle",
               "ca mensuel", "abonnement mensuel"),
    ),
    Field(name="currency", label="currency", kind="currency", help="EUR, USD …",
          words=("currency code", "währung", "devise", "monnaie")),
    Field(
        name="reason", label="reason", kind="text", help="Why they left, in the words of your system.",
        words=("churn reason", "loss reason", "lost reason", "cancellation reason", "cancel reason",
               "reason for leaving", "reason lost", "kündigungsgrund", "verlustgrund", "grund", "motif",
               "motif de résiliation", "motif de départ", "raison"),
    ),
    Field(
        name="comment", label="comment", kind="text", most=3000, help="What they said.",
        words=("comments", "churn comment", "cancellation comment", "feedback", "customer comment", "kommentar",
               "bemerkung", "anmerkung", "commentaire", "remarque", "remarques"),
    ),
    Field(
        name="segment", label="segment", kind="text", most=64, help="Your own kinds of customers.",
        words=("customer segment", "tier", "plan", "kundengruppe", "kundensegment", "segment client"),
    ),
    Field(
        name="kind", label="business or consumer", kind="one of",
        options={
            BUSINESS: ("b2b", "company", "corporate", "enterprise", "organisation", "organization", "firma", "gewerbe",
                       "geschäftskunde", "geschäftlich", "unternehmen", "entreprise", "professionnel", "pro"),
            CONSUMER: ("b2c", "private", "individual", "person", "personal", "residential", "household", "privat",
                       "privatkunde", "haushalt", "particulier", "privé"),
        },
        words=("kind", "customer type", "account type", "type", "kundenart", "kundentyp", "type de client"),
        help="Unknown counts as business.",
    ),
    Field(
        name="owner", label="owner", kind="text", help="Who of you looks after them: a name or a Slack id.",
        words=("account owner", "account manager", "customer success manager", "csm", "company owner", "responsible",
               "kundenbetreuer", "kundenbetreuerin", "betreuer", "verantwortlich", "responsable", "gestionnaire",
               "chargé de compte"),
    ),
    Field(
        name="contact", label="contact person", kind="text", help="Whom one calls there.",
        words=("contact", "contact name", "primary contact", "ansprechpartner", "ansprechpartnerin", "kontakt",
               "kontaktperson", "interlocuteur", "contact principal"),
    ),
    Field(name="phone", label="phone", kind="phone",
          words=("phone number", "telephone", "mobile", "mobile phone", "tel", "telefon", "telefonnummer", "handy",
                 "mobil", "téléphone", "portable")),
    Field(name="email", label="e-mail", kind="email",
          words=("email", "mail", "email address", "e mail address", "contact email", "e mail adresse", "mailadresse",
                 "courriel", "adresse mail", "adresse e mail")),
    Field(name="may_call", label="may we call", kind="yes or no", help="Empty is unknown.",
          words=("may call", "ok to call", "call consent", "consent", "opt in", "phone opt in", "darf angerufen werden",
                 "anruf erlaubt", "einwilligung", "consentement", "peut être appelé")),
    Field(name="do_not_contact", label="do not contact", kind="yes or no", help="A file can set it, never lift it.",
          words=("dnc", "do not call", "opt out", "nicht kontaktieren", "kontaktsperre", "ne pas contacter")),
    Field(name="in_dispute", label="in dispute", kind="yes or no",
          words=("dispute", "legal dispute", "rechtsstreit", "im streit", "litige", "en litige")),
    Field(name="deceased", label="deceased", kind="yes or no", words=("died", "verstorben", "décédé")),
    Field(name="test", label="test customer", kind="yes or no", help="Test customers are counted nowhere.",
          words=("test", "is test", "test account", "testkunde", "client test")),
    Field(name="referred", label="referred", kind="yes or no", help="Another customer sent them.",
          words=("referral", "is referral", "empfohlen", "empfehlung", "recommandé", "parrainé")),
)  # fmt: skip
