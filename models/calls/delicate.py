"""Words that speak of death, courts, lawyers or fraud: who left with them waits for a CX lead to look first."""

import re

from models.customers.meanings import folded

# English, German, French, Spanish. A star: the word may go on. Words that are harmless inside longer ones stand whole.
STEMS = """
died death dead deceas* passed\\ away passing late\\ husband late\\ wife funeral* bereav* widow* estate\\ of obituar*
suicid* terminal\\ illness
lawyer* attorney* solicitor* barrister* court courts lawsuit* litigat* legal sue sued suing subpoena* injunction*
tribunal* prosecut* arbitrat* bankrupt* insolven*
fraud* scam* stolen theft* identity\\ theft embezzl* police criminal* money\\ laundering chargeback*
tod tot todesfall* gestorben* verstorb* verschied* gestorbene* beerdigung* witwe* witwer* nachlass* hinterblieben*
anwalt* anwält* rechtsanwalt* rechtsanwält* gericht* klage* verklag* rechtsstreit* prozess gerichtsprozess* insolvenz*
staatsanwalt* betrug* betrüg* diebstahl* gestohlen* unterschlag* polizei* geldwäsche* strafanzeige*
décès décéd* decede* deces mort morte décédée défunt* defunt* obsèques* obseques* veuf veuve* succession
avocat* tribunal* tribunaux procès proces justice huissier* litige* plainte* poursuite* contentieux faillite
fraude* fraudul* escroc* arnaqu* volé* usurp* police\\ judiciaire gendarm*
muert* murió murio fallec* difunt* defunción* defuncion* funeral* viud* herencia
abogad* juzgado* tribunal* demanda demandas juicio* juez* litigio* querella* pleito* denuncia* insolvencia quiebra
fraude* estafa* timo robo robado* robada* policía policia
"""
_WORDS = sorted({re.escape(one.replace("\\ ", " ")).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
                 for one in re.findall(r"(?:\\ |\S)+", STEMS)}, key=len, reverse=True)  # fmt: skip
TROUBLE = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS)})(?!\w)", re.IGNORECASE)


def speaks_of_trouble(said: str) -> bool:
    """Whether words speak of death, courts, lawyers or fraud, in English, German, French or Spanish."""
    return TROUBLE.search(folded(said) if len(said) <= 255 else said.casefold()) is not None
