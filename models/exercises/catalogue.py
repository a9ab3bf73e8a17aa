"""What people can do that customers have to do: the 24 exercises of the house, by the stage of the journey."""

from dataclasses import dataclass

ACCOUNT = "Use a test account or your own, never a customer's."
NO_QUEUE = "Say that it is a test as soon as somebody answers, and let real customers go first."


@dataclass(frozen=True)
class Exercise:
    """`steps` are to be done in order. `test` says how nobody is harmed, `cost` what it takes.

    `takes_time`: a colleague has to answer, so few do it a week. `needs_route`: off until a CX lead says how it is
    done without harm.
    """

    key: str
    stage: str
    title: str
    steps: tuple[str, ...]
    test: str
    cost: str
    takes_time: bool = False
    needs_route: bool = False
    route: str = ""
    team_lead: str | None = None


HOUSE = (
    Exercise("find_search", "find", "Search for us as a stranger",
             ("Open a private window, so that nothing knows you", "Search for what we do, not for our name",
              "Read what you find for five minutes", "Write down the first three things that you learned about us"),
             "Nothing to set up. Don't click our paid advertisements.", "Free, 15 minutes."),
    Exercise("find_price", "find", "Ask us for the price",
             ("Find out how a stranger would ask", "Ask by chat or phone what your case would cost",
              "Note how long it takes until you have a number"),
             NO_QUEUE, "Free, 15 minutes of yours and 5 of a colleague's.", takes_time=True),
    Exercise("find_reviews", "find", "Read our last five public reviews aloud",
             ("Find the places where people review us", "Read the newest five aloud, to a colleague or to yourself",
              "Note the sentence that stays with you"),
             "Don't answer any of them, and don't write one.", "Free, 15 minutes."),
    Exercise("buy_cheapest", "buy", "Buy the cheapest thing on your own phone",
             ("Take your own phone, off the company's network", "Buy the cheapest thing that we sell",
              "Stop just before you pay, unless you were told that orders are paid back"),
             "Give the order or customer number to a CX lead, so that it is counted nowhere.",
             "Free if you stop before you pay, 20 minutes."),
    Exercise("buy_contract", "buy", "Read and sign our contract as if you paid",
             ("Get what a new customer has to sign, or tick", "Read all of it, and set a timer",
              "Explain the three most important clauses in your own words", "Sign a copy that goes nowhere"),
             "Sign a copy that you keep to yourself, with “test” as the name.", "Free, 30 minutes."),
    Exercise("buy_coupon", "buy", "Redeem a coupon",
             ("Take a coupon or code that customers have now", "Redeem it where they would",
              "See whether the price is what the coupon promised"),
             "Stop before you pay, or use a code that marketing made for tests.",
             "Free if you stop before you pay, 15 minutes."),
    Exercise("start_account", "start", "Set up a new account with only the customer's instructions",
             ("Take what a new customer gets from us, and nothing else", "Set everything up until it works",
              "Note each place at which you knew more than they would"),
             "Use an e-mail address that begins with “test”, and tell a CX lead the account's number.",
             "Free, 30 minutes."),
    Exercise("start_parcel", "start", "Open what we send, and photograph each item",
             ("Get what a new customer receives: the parcel, the mail, the welcome pack", "Open it at home",
              "Photograph each item as it comes out", "Say what each one is for"),
             "Take one that was packed as usual, not one made for you.", "One parcel, 20 minutes."),
    Exercise("start_question", "start", "Answer your first question without asking a colleague",
             ("Think of the first question a new customer has", "Find the answer with what is open to them",
              "Stop after 20 minutes, and note where you gave up"),
             "Don't use anything that only we can see.", "Free, 20 minutes."),
    Exercise("use_slow", "use", "Do the main task on a slow connection",
             ("Switch your phone to its slowest network, or slow your browser down",
              "Do what most customers do most days", "Note what made you wait, and whether we said why"),
             ACCOUNT, "Free, 20 minutes."),
    Exercise("use_keyboard", "use", "Use it with a screen reader, or the keyboard only",
             ("Put the mouse away, or switch on your screen reader", "Do what most customers do most days",
              "Note where you got stuck"),
             ACCOUNT, "Free, 30 minutes."),
    Exercise("use_language", "use", "Do it in your second language",
             ("Switch everything to a language that you speak less well", "Do what most customers do most days",
              "Note the words that you had to guess"),
             ACCOUNT, "Free, 20 minutes."),
    Exercise("pay_invoice", "pay", "Explain one of our invoices to a friend",
             ("Take an invoice as customers get it", "Explain each line to somebody who doesn't work here",
              "Note every question that they ask"),
             "Use your own invoice or a test account's, never a customer's.", "Free, 15 minutes."),
    Exercise("pay_card", "pay", "Change the payment card",
             ("Sign in as a customer would", "Change the card with which you pay, and change it back",
              "Note whether we told you that it worked"),
             "Use a test account with a test card.", "Free, 15 minutes."),
    Exercise("pay_refund", "pay", "Ask for a refund",
             ("Find out how a customer gets money back", "Ask for it", "Note when the money and the word of it arrive"),
             "Only by the test route: an order that was made for this.",
             "Whatever the order cost, 20 minutes.", takes_time=True, needs_route=True),
    Exercise("help_call", "help", "Call support at the busiest hour",
             ("Ask when most customers call, and call then", "Note the wait, and how often you were passed on",
              "Say that it is a test as soon as a person answers"),
             NO_QUEUE, "Free, 30 minutes of yours and 5 of a colleague's.", takes_time=True),
    Exercise("help_claim", "help", "File a claim",
             ("Take the case that the test route names", "File it as a customer has to",
              "Note every field that you could not fill in"),
             "Only by the test route, so that nobody works on a claim that is none.",
             "Free, 40 minutes of yours and some of a colleague's.", takes_time=True, needs_route=True),
    Exercise("help_search", "help", "Search the help centre for this month's top complaint",
             ("Ask a CX lead, or the complaint list, what most customers complain of", "Search our help for it",
              "Follow the advice to its end"),
             "Nothing to set up. Don't vote on the article.", "Free, 20 minutes."),
    Exercise("change_details", "change", "Change an address, a user or the plan",
             ("Sign in as a customer would", "Change one of them, and change it back",
              "Note who was told, and what it did to the price"),
             "Use a test account; don't order anything with it.", "Free, 20 minutes."),
    Exercise("change_renewal", "change", "Find out when the contract renews, and at what price",
             ("Start from what a customer has at hand: a mail, an invoice, the website",
              "Find the day, the price and the notice period", "Stop after 20 minutes, and note where you gave up"),
             ACCOUNT, "Free, 20 minutes."),
    Exercise("change_forbidden", "change", "Ask for something that our rules forbid",
             ("Think of a small wish that we always refuse", "Ask for it as a customer would, once and kindly",
              "Note the words of the no, and whether somebody offered another way"),
             NO_QUEUE, "Free, 15 minutes of yours and 5 of a colleague's.", takes_time=True),
    Exercise("leave_cancel", "leave", "Cancel",
             ("Find out how a customer cancels", "Do it, without help from anybody here",
              "Note how many steps it takes, and what we ask on the way"),
             "Only by the test route: an account that may be cancelled.", "Free, 20 minutes.", needs_route=True),
    Exercise("leave_data", "leave", "Get your data out",
             ("Imagine that you leave us tomorrow", "Find out how to take your data along, and get it",
              "Open what you got, and say whether another provider could use it"),
             "Use a test account, and stop before anything is erased.", "Free, 20 minutes."),
    Exercise("leave_return", "leave", "Try to come back",
             ("Imagine that you left us last year", "Find out what you would have to do to be a customer again",
              "Go as far as you can without paying"),
             "Use a test account that has ended, or none; stop before you pay.", "Free, 20 minutes."),
)  # fmt: skip
BY_KEY = {one.key: one for one in HOUSE}
