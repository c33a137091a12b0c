package dev.aios.examples.consultancy.leads;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Proposal;
import dev.aios.api.agent.UncertainSpan;
import dev.aios.api.value.Taint;
import dev.aios.examples.consultancy.input.Address;
import dev.aios.examples.consultancy.mail.Language;
import dev.aios.examples.consultancy.mail.Message;
import dev.aios.examples.consultancy.output.Diary;
import dev.aios.examples.consultancy.output.Letter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Drafts answers to leads from templates. Of the mail that it answers, a draft holds the sender's
 * name and the subject, and no more; to whom it goes is never up to a text.
 */
public final class Templates implements Agent<Lead, Reply> {
  private static final String MEET =
      """
      Dear %1$s,

      thank you for your mail, that is work I like to do. May I propose a first call of half
      an hour, free of charge?

      %2$s
      Either time is held for you; the calendar file is attached. If neither suits you, name
      another.

      Kind regards
      %3$s
      """;

  private static final String ASK =
      """
      Dear %1$s,

      thank you for your mail. Before we talk, could you tell me three things: what should be
      different when the work is done, by when you need it, and which budget you have in mind?
      A rough figure is enough.

      Kind regards
      %3$s
      """;

  private static final String DECLINE =
      """
      Dear %1$s,

      thank you for your mail and your trust. For a project of this size my set-up alone would
      cost too much, so I am not the right one to help you, and I would rather say so at once.
      I wish you every success with it.

      Kind regards
      %3$s
      """;

  private static final String MEET_GERMAN =
      """
      Guten Tag %1$s,

      vielen Dank für Ihre Nachricht, das ist Arbeit, die ich gern mache. Darf ich ein erstes
      kostenloses Gespräch von einer halben Stunde vorschlagen?

      %2$s
      Beide Termine sind für Sie vorgemerkt, die Kalenderdatei liegt bei. Wenn keiner passt,
      nennen Sie mir einen anderen.

      Mit freundlichen Grüßen
      %3$s
      """;

  private static final String ASK_GERMAN =
      """
      Guten Tag %1$s,

      vielen Dank für Ihre Nachricht. Können Sie mir vor einem Gespräch drei Dinge sagen: was
      anders sein soll, wenn die Arbeit getan ist, bis wann Sie es brauchen, und an welches
      Budget Sie denken? Eine grobe Zahl genügt.

      Mit freundlichen Grüßen
      %3$s
      """;

  private static final String DECLINE_GERMAN =
      """
      Guten Tag %1$s,

      vielen Dank für Ihre Nachricht und Ihr Vertrauen. Bei einem Vorhaben dieser Größe wäre
      allein meine Einarbeitung zu teuer, deshalb bin ich nicht die Richtige für Sie und sage
      das lieber gleich. Ich wünsche Ihnen dabei viel Erfolg.

      Mit freundlichen Grüßen
      %3$s
      """;

  private final Address owner;
  private final ZoneId zone;

  /**
   * A writer.
   *
   * @param owner who signs
   * @param zone in which times are written
   */
  public Templates(Address owner, ZoneId zone) {
    this.owner = owner;
    this.zone = zone;
  }

  @Override
  public String name() {
    return "writer";
  }

  @Override
  public Proposal<Reply> propose(Lead lead, AgentContext context) {
    Language language = Language.of(lead.mail().text());
    return proposal(
        lead,
        template(lead.verdict(), language == Language.GERMAN)
            .formatted(name(lead.mail()), times(lead, language), owner.name()));
  }

  private static String template(Lead.Verdict verdict, boolean german) {
    return switch (verdict) {
      case MEET -> german ? MEET_GERMAN : MEET;
      case ASK -> german ? ASK_GERMAN : ASK;
      case DECLINE -> german ? DECLINE_GERMAN : DECLINE;
    };
  }

  /**
   * Makes a text the answer to a lead.
   *
   * @param lead whom it answers
   * @param text what it says
   * @return the answer, as sure as the lead is
   */
  static Proposal<Reply> proposal(Lead lead, String text) {
    Message mail = lead.mail();
    List<Letter.Enclosure> enclosures =
        lead.slots().isEmpty()
            ? List.of()
            : List.of(
                new Letter.Enclosure(
                    "first-call.ics", Diary.calendar("First call", lead.slots(), mail.id())));
    String subject = mail.subject().startsWith("Re:") ? mail.subject() : "Re: " + mail.subject();
    Letter letter = new Letter(mail.from(), subject, text, mail.id(), enclosures);
    return Proposal.of(new Reply(letter, lead), lead.sure())
        .doubting(lead.doubts().stream().map(doubt -> UncertainSpan.field("lead", doubt)).toList())
        .tainted(Taint.of(mail.source()));
  }

  private static String name(Message mail) {
    return mail.from().name().isEmpty() ? mail.from().email() : mail.from().name();
  }

  private String times(Lead lead, Language language) {
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy, HH:mm (VV)", language.locale())
            .withZone(zone);
    return lead.slots().stream()
        .map(slot -> "  " + format.format(slot.start()) + "\n")
        .collect(Collectors.joining());
  }
}
