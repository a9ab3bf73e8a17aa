"""Words that tell where in the journey a complaint happened, and what it is about; in the order of the taxonomy."""

STAGE_WORDS: dict[str, tuple[str, ...]] = {
    "find": (
        "brochure", "advert", "advertising", "website says", "price list", "quote", "brochure", "comparison", "demo",
        "before buying", "enquiry", "inquiry", "search",
    ),
    "buy": (
        "checkout", "order form", "contract", "sign up", "signup", "sign", "coupon", "voucher", "shopping cart",
        "purchase", "bought", "sales promised", "salesperson", "ordering", "place an order",
    ),
    "start": (
        "set up", "setup", "set-up", "installation", "install", "activate", "activation", "first login", "onboarding",
        "getting started", "welcome", "new account", "first delivery", "unboxing",
    ),
    "use": (
        "delivery", "delivered", "parcel", "arrived", "broken", "outage", "down", "crash", "slow", "defect", "damaged",
        "quality", "stopped working", "not working", "does not work", "error", "arrive", "courier",
    ),
    "pay": (
        "invoice", "bill", "billing", "charged", "charge", "double charge", "refund", "payment", "credit card",
        "direct debit", "fee", "reminder", "overcharged", "credit note", "VAT",
    ),
    "help": (
        "support", "hotline", "call back", "called back", "ticket", "on hold", "waiting on the phone",
        "customer service", "no reply", "no answer", "technician",
        "complaint before", "help desk", "repair", "claim", "agent", "chat",
    ),
    "change": (
        "renewal", "renew", "upgrade", "downgrade", "moving", "change of address", "change the plan", "new address",
        "change my", "extend", "switch plan", "price increase",
    ),
    "leave": (
        "cancel", "cancellation", "terminate", "notice period", "close the account", "closing the account", "leaving",
        "get our data", "deposit back", "come back", "unsubscribe",
    ),
}  # fmt: skip

CATEGORY_WORDS: dict[str, tuple[str, ...]] = {
    "not_as_promised": (
        "promised", "promise", "not what we were told", "was told", "were told", "agreed", "not as described",
        "different from", "sales said", "guaranteed",
    ),
    "price_value": (
        "too expensive", "price increase", "more expensive", "expensive", "value for money", "not worth",
        "price went up", "prices",
    ),
    "billing": (
        "invoice", "bill", "charged twice", "double charge", "overcharged", "wrong amount", "refund", "direct debit",
        "credit note", "charged", "billed", "payment failed", "billing",
    ),
    "late": (
        "late", "delay", "delayed", "waiting", "waited", "wait", "queue", "still not here", "did not arrive",
        "has not arrived", "overdue", "no show", "days late", "slow delivery",
    ),
    "broken": (
        "broken", "defect", "defective", "damaged", "outage", "crash", "crashes", "does not work", "not working",
        "stopped working", "poor quality", "leaking", "faulty", "scratched", "bug", "error",
    ),
    "missing": (
        "missing", "out of stock", "not included", "incomplete", "sold out", "not available", "lacks", "no option",
    ),
    "hard": (
        "confusing", "complicated", "too many steps", "can't find", "cannot find", "hard to", "difficult", "form",
        "not intuitive", "lost in",
    ),
    "handling": (
        "nobody called back", "no reply", "no answer", "passed around", "transferred", "repeat myself", "repeated",
        "explained again", "nobody answers", "ignored", "no response", "call back", "third time", "nobody feels",
    ),
    "people": (
        "rude", "unfriendly", "shouted", "impolite", "arrogant", "did not listen", "careless", "disrespectful",
        "attitude", "insulted", "hung up on",
    ),
    "info": (
        "wrong information", "misleading", "instructions", "unclear", "website says", "outdated", "manual",
        "contradicting", "no notice", "not informed",
    ),
    "policy": (
        "policy", "your rules", "the rule", "not allowed", "return window", "not eligible", "eligibility",
        "identity check", "proof of", "refused to",
    ),
    "privacy_safety": (
        "privacy", "data protection", "gdpr", "leaked", "personal data", "someone else's", "hacked", "injury",
        "injured", "burn", "burned", "unsafe", "dangerous", "hurt", "accident", "allergic", "fire",
        "electric shock", "safety",
        "security",
    ),
}  # fmt: skip

# words that say nothing of where a complaint belongs
SILENT = frozenset(
    (
        "the", "and", "for", "with", "that", "this", "they", "them", "their", "there", "have", "has", "had", "was",
        "were", "been", "are", "not", "but", "you", "your", "our", "out", "from", "customer", "customers", "says",
        "said", "would", "could", "should", "will", "can", "when", "what", "which", "who", "why", "how", "all", "any",
        "its", "his", "her", "she", "him", "about", "into", "after", "again", "also", "because", "only", "just",
        "very", "more", "than", "then", "now", "one", "two", "get", "got", "did", "does", "complained", "complains",
        "complaint", "complaints", "asked", "wants", "wanted", "told", "still", "every", "some", "here",
    )
)  # fmt: skip
