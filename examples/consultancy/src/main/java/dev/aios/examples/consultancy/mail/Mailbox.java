package dev.aios.examples.consultancy.mail;

import dev.aios.api.policy.Sanitiser;
import dev.aios.api.policy.Untrusted;
import dev.aios.examples.consultancy.input.Mail;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Cleans mails. */
public final class Mailbox {
  /** Where an answer begins to quote, in the ways of the usual programs. */
  private static final Pattern QUOTE =
      Pattern.compile(
          "(?m)^(>|On .{4,200} wrote:\\s*$|Am .{4,200} schrieb .*:\\s*$|Le .{4,200} a écrit\\s*:\\s*$"
              + "|-{4,} ?(Original|Forwarded|Weitergeleitete|Ursprüngliche).*$)");

  private Mailbox() {}

  /**
   * Cleans mails for everything behind.
   *
   * @param mails as they came
   * @param sanitiser what cleans them
   * @return as a reader would see them, in the same order
   */
  public static List<Message> clean(List<Mail> mails, Sanitiser sanitiser) {
    return mails.stream().map(mail -> clean(mail, sanitiser)).toList();
  }

  private static Message clean(Mail mail, Sanitiser sanitiser) {
    String source = "mail:" + mail.from().email();
    Sanitiser.Clean subject = sanitiser.clean(Untrusted.text(mail.subject(), source));
    Sanitiser.Clean body =
        sanitiser.clean(
            mail.text().isBlank()
                ? Untrusted.html(mail.html(), source)
                : Untrusted.text(mail.text(), source));
    return new Message(
        mail.messageId(),
        mail.date(),
        mail.from(),
        Stream.concat(mail.to().stream(), mail.cc().stream()).toList(),
        subject.text(),
        withoutQuotes(body.text()),
        Stream.concat(subject.findings().stream(), body.findings().stream())
            .map(Mailbox::inWords)
            .toList());
  }

  private static String inWords(Sanitiser.Finding finding) {
    return finding.kind()
        + (finding.removed() ? ", taken out: " : ", fenced: ")
        + '"'
        + finding.excerpt().replaceAll("\\s+", " ")
        + '"';
  }

  /** A forwarded mail stays whole: there the quote is what the sender wants to be read. */
  private static String withoutQuotes(String text) {
    Matcher quote = QUOTE.matcher(text);
    if (!quote.find() || quote.group().contains("orward") || quote.group().contains("eitergel")) {
      return text.strip();
    }
    String own = text.substring(0, quote.start()).strip();
    return own.length() < 20 ? text.strip() : own;
  }
}
