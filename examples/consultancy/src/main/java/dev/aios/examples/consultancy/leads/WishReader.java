package dev.aios.examples.consultancy.leads;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Evidence;
import dev.aios.api.agent.Proposal;
import dev.aios.api.agent.UncertainSpan;
import dev.aios.api.value.Money;
import dev.aios.api.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a lead's wish without a language model, by words and figures in English and German. The
 * confidence says how much of a wish was found.
 */
public final class WishReader implements Agent<Inquiry, Wish> {
  private static final String NUMBER = "(\\d{1,3}(?:[.,' ]?\\d{3})+|\\d+)(?:[.,]\\d{2})?(k)?";
  private static final String CURRENCY = "(EUR|euros?|€|CHF|Franken|USD|US\\$|\\$|GBP|£|pounds)";
  private static final Pattern MONEY =
      Pattern.compile(
          "(?i)(?:"
              + CURRENCY
              + "\\s?)?(?:\\d[\\d.,']*\\s?(?:-|–|to|bis|and|und)\\s?)?"
              + NUMBER
              + "(?:\\s?"
              + CURRENCY
              + ")?");

  private static final Pattern ABOUT_BUDGET =
      Pattern.compile(
          "(?i)budget|spend|set aside|afford|\\bsign\\b|rahmen|ausgeben|rechnen mit|kosten|mittel");
  private static final Pattern NO_BUDGET = Pattern.compile("(?i)no (fixed )?budget|kein budget");
  private static final Pattern DECIDES =
      Pattern.compile(
          "(?i)i (can )?(decide|sign)|is approved|approved for|my recommendation|freigegeben"
              + "|entscheidung treffe|entscheide");
  private static final Pattern MEETS =
      Pattern.compile(
          "(?i)\\b(meet|meeting|talk|call|conversation|treffen|gespräch|telefonat|termin)\\b");
  private static final Pattern START =
      Pattern.compile(
          "(?i)(?:(?:first|second) half of |early |mid |(?:anfang|mitte|ende) |end of |by |bis )?"
              + "(?:january|february|march|april|may|june|july|august|september|october|november"
              + "|december|januar|februar|märz|mai|juni|juli|oktober|dezember|spring|summer|autumn"
              + "|winter|frühjahr|sommer|herbst|year-end|jahresende|kalenderwoche \\d+)\\b");

  @Override
  public String name() {
    return "wish-reader";
  }

  @Override
  public Proposal<Wish> propose(Inquiry inquiry, AgentContext context) {
    String text = inquiry.mail().text().replaceAll("[\\s\u00a0]+", " ");
    List<Evidence> evidence = new ArrayList<>();
    List<UncertainSpan> uncertain = new ArrayList<>();
    Money budget = NO_BUDGET.matcher(text).find() ? null : budget(text, evidence);
    if (budget == null && !NO_BUDGET.matcher(text).find()) {
      uncertain.add(UncertainSpan.field("budget", "the mail names none"));
    }
    boolean decides = DECIDES.matcher(text).find();
    boolean meets = MEETS.matcher(text).find();
    String start = first(START, text);
    double confidence = 0.5;
    confidence += budget == null ? 0 : evidence.get(0).weight() * 0.25;
    confidence += decides ? 0.1 : 0;
    confidence += meets ? 0.05 : 0;
    confidence += start.isEmpty() ? 0 : 0.05;
    return Proposal.of(new Wish(budget, decides, start, meets), confidence)
        .because(evidence)
        .doubting(uncertain)
        .tainted(Taint.of(inquiry.mail().source()));
  }

  /** An amount in a sentence about budgets, or else the first amount. */
  private static @Nullable Money budget(String text, List<Evidence> evidence) {
    Money first = null;
    String quote = "";
    for (String sentence : text.split("(?<=[.!?])\\s+(?=\\p{Lu})", -1)) {
      Matcher money = MONEY.matcher(sentence);
      while (money.find()) {
        Money amount = amount(money);
        if (amount != null && ABOUT_BUDGET.matcher(sentence).find()) {
          evidence.add(new Evidence("the mail", sentence, 1));
          return amount;
        }
        if (amount != null && first == null) {
          first = amount;
          quote = sentence;
        }
      }
    }
    if (first != null) {
      evidence.add(new Evidence("the mail", quote, 0.4));
    }
    return first;
  }

  private static @Nullable Money amount(Matcher money) {
    String currency = money.group(1) == null ? money.group(4) : money.group(1);
    String digits = money.group(2).replaceAll("\\D", "");
    if (currency == null || digits.length() > 9) {
      return null;
    }
    long units = Long.parseLong(digits) * (money.group(3) == null ? 1 : 1000);
    return switch (currency.toLowerCase(Locale.ROOT)) {
      case "chf", "franken" -> Money.of(units, "CHF");
      case "usd", "us$", "$" -> Money.of(units, "USD");
      case "gbp", "£", "pounds" -> Money.of(units, "GBP");
      default -> Money.of(units, "EUR");
    };
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group() : "";
  }
}
