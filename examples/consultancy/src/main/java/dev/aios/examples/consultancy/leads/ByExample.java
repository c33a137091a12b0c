package dev.aios.examples.consultancy.leads;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Proposal;
import dev.aios.api.model.Embedder;
import dev.aios.api.value.Taint;
import dev.aios.examples.consultancy.mail.Message;
import dev.aios.memory.PrototypeClassifier;
import java.util.List;
import java.util.Map;

/**
 * Tells what the mail of a stranger is without a language model: the local embedding model compares
 * it with examples of each kind. The confidence is how far the nearest kind is ahead of the others.
 */
public final class ByExample implements Agent<Message, MailKind> {
  private static final double TEMPERATURE = 0.07;
  private static final double IN_DOUBT = 0.5;

  private static final Map<MailKind, List<String>> EXAMPLES =
      Map.of(
          MailKind.LEAD,
          List.of(
              "We are looking for somebody who can analyse our data. Our budget is 20,000 euros."
                  + " When could we meet to talk about the project?",
              "Our company needs help with planning and reporting. Are you available for a first"
                  + " conversation, and what would it cost?",
              "A client of yours recommended you. We still plan by hand in spreadsheets and want to"
                  + " have it automated this year.",
              "Do you offer workshops or trainings for our team? Please send us your price.",
              "Wir suchen Unterstützung für ein Projekt in unserem Betrieb. Unser Budget liegt bei"
                  + " 20.000 Euro. Wann hätten Sie Zeit für ein Gespräch?",
              "Sie wurden uns empfohlen. Könnten Sie uns bei unseren Tabellen und der Planung"
                  + " helfen, und was würde das kosten?"),
          MailKind.ADVERT,
          List.of(
              "Boost your sales today! Our tool helps companies like yours to grow faster. Book a"
                  + " free demo here.",
              "I would love to show you our product, do you have 15 minutes this week? Here is my"
                  + " calendar.",
              "Get on page one of the search results, guaranteed. Special offer, first month half"
                  + " price.",
              "Our newsletter: the news of the week, interviews and dates. Unsubscribe here.",
              "Unser Newsletter: die Neuigkeiten dieser Woche, Gespräche und Termine. Hier"
                  + " abbestellen.",
              "Jetzt zuschlagen: unser Angebot nur diese Woche zum halben Preis."),
          MailKind.JOB,
          List.of(
              "I have a permanent position for you with one of my clients, an attractive salary and"
                  + " equity. Are you open to a confidential call?",
              "I am applying for a job in your company. My CV is attached.",
              "I am a student and look for a company that supports my thesis.",
              "Ich studiere und suche für meine Abschlussarbeit ein Unternehmen, das mich betreut.",
              "Ich bewerbe mich um eine Stelle in Ihrem Unternehmen, mein Lebenslauf liegt bei."),
          MailKind.OFFICE,
          List.of(
              "For your tax return we need the invoices and receipts of the quarter by the tenth.",
              "Your insurance policy is renewed, the statement of your account is attached.",
              "Für die Steuererklärung benötigen wir Ihre Rechnungen und Belege bis zum zehnten des"
                  + " Monats. Ihr Steuerbüro",
              "Anbei der Bescheid des Finanzamtes über die Umsatzsteuer."),
          MailKind.FRAUD,
          List.of(
              "Your account will be locked. Verify your password within 24 hours by this link.",
              "Our bank account has changed. Send your bank details and all open invoices to this"
                  + " address today. Do not call the office.",
              "Your mailbox is full, click here to confirm your account.",
              "Ihr Konto wird gesperrt. Bestätigen Sie Ihr Passwort über diesen Link."));

  private final PrototypeClassifier classifier;

  /**
   * A sorter of strangers' mails.
   *
   * @param embedder tells how near texts are in meaning
   */
  public ByExample(Embedder embedder) {
    PrototypeClassifier.Builder labels =
        PrototypeClassifier.over(embedder).temperature(TEMPERATURE);
    for (MailKind kind : MailKind.values()) {
      if (EXAMPLES.containsKey(kind)) {
        labels.label(kind.name(), EXAMPLES.getOrDefault(kind, List.of()));
      }
    }
    this.classifier = labels.build();
  }

  @Override
  public String name() {
    return "by-example";
  }

  @Override
  public Proposal<MailKind> propose(Message mail, AgentContext context) {
    var found = classifier.classify(mail.subject() + "\n" + mail.text());
    MailKind kind = MailKind.valueOf(found.label());
    double confidence = found.confidence();
    if (confidence < IN_DOUBT) {
      // A lead that is overlooked costs more than a question to the owner.
      kind = MailKind.LEAD;
      confidence = found.confidences().getOrDefault(MailKind.LEAD.name(), 0.0);
    }
    return Proposal.of(kind, confidence).tainted(Taint.of(mail.source()));
  }
}
