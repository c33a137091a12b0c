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
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Drafts answers to leads from templates. Of the mail that it answers, a draft holds the sender's
 * name and the subject, and no more; to whom it goes is never up to a text.
 */
public final class Templates implements Agent<Lead, Reply> {
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
    return reply(lead, passage(lead.verdict(), isGerman(lead)));
  }

  /**
   * Makes an answer around a passage: a greeting, the times that are held, a signature.
   *
   * @param lead whom it answers
   * @param passage what it says
   * @return the answer, as sure as the lead is
   */
  public Proposal<Reply> reply(Lead lead, String passage) {
    Message mail = lead.mail();
    String text =
        (isGerman(lead)
                ? "Guten Tag %s,\n\n%s\n%s\nMit freundlichen Grüßen\n%s\n"
                : "Dear %s,\n\n%s\n%s\nKind regards\n%s\n")
            .formatted(name(mail), passage.strip() + "\n", times(lead), owner.name());
    String subject = mail.subject().startsWith("Re:") ? mail.subject() : "Re: " + mail.subject();
    Letter letter = new Letter(mail.from(), subject, text, mail.id(), enclosures(lead));
    return Proposal.of(new Reply(letter, lead), lead.sure())
        .doubting(lead.doubts().stream().map(doubt -> UncertainSpan.field("lead", doubt)).toList())
        .tainted(Taint.of(mail.source()));
  }

  private static boolean isGerman(Lead lead) {
    return Language.of(lead.mail().text()) == Language.GERMAN;
  }

  private static String name(Message mail) {
    return mail.from().name().isEmpty() ? mail.from().email() : mail.from().name();
  }

  private static List<Letter.Enclosure> enclosures(Lead lead) {
    return lead.slots().isEmpty()
        ? List.of()
        : List.of(
            new Letter.Enclosure(
                "first-call.ics", Diary.calendar("First call", lead.slots(), lead.mail().id())));
  }

  private static String passage(Lead.Verdict verdict, boolean german) {
    return switch (verdict) {
      case MEET ->
          german
              ? "vielen Dank für Ihre Nachricht, das ist Arbeit, die ich gern mache."
              : "thank you for your mail, that is work I like to do.";
      case ASK ->
          german
              ? """
                vielen Dank für Ihre Nachricht. Können Sie mir vor einem Gespräch drei Dinge sagen: was
                anders sein soll, wenn die Arbeit getan ist, bis wann Sie es brauchen, und an welches
                Budget Sie denken? Eine grobe Zahl genügt.
                """
              : """
                thank you for your mail. Before we talk, could you tell me three things: what should be
                different when the work is done, by when you need it, and which budget you have in mind?
                A rough figure is enough.
                """;
      case DECLINE ->
          german
              ? """
                vielen Dank für Ihre Nachricht und Ihr Vertrauen. Bei einem Vorhaben dieser Größe wäre
                allein die Einarbeitung zu teuer; ich kann es nicht übernehmen und sage das lieber gleich.
                Ich wünsche Ihnen dabei viel Erfolg.
                """
              : """
                thank you for your mail and your trust. For a project of this size the set-up alone would
                cost too much; I cannot take it on, and would rather say so at once. I wish you every
                success with it.
                """;
    };
  }

  private String times(Lead lead) {
    if (lead.slots().isEmpty()) {
      return "";
    }
    boolean german = isGerman(lead);
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern(
                german ? "EEEE, d. MMMM yyyy, HH:mm (VV)" : "EEEE, d MMMM yyyy, HH:mm (VV)",
                Language.of(lead.mail().text()).locale())
            .withZone(zone);
    Diary.Slot first = lead.slots().get(0);
    long minutes = Duration.between(first.start(), first.end()).toMinutes();
    String proposal =
        german
            ? "Darf ich ein erstes, kostenloses Gespräch von %d Minuten vorschlagen?"
            : "May I propose a first call of %d minutes, free of charge?";
    String held =
        german
            ? "Die Zeiten sind für Sie vorgemerkt, die Kalenderdatei liegt bei. Wenn keine passt,"
                + " nennen Sie mir eine andere."
            : "The times are held for you; the calendar file is attached. If none suits you, name"
                + " another.";
    return lead.slots().stream()
        .map(slot -> "  " + format.format(slot.start()))
        .collect(
            Collectors.joining("\n", proposal.formatted(minutes) + "\n\n", "\n\n" + held + "\n"));
  }
}
