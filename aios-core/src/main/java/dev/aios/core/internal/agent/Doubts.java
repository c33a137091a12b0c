package dev.aios.core.internal.agent;

import dev.aios.api.agent.UncertainSpan;
import dev.aios.core.internal.codec.Records;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds places in the texts of an answer that a person should look at. */
public final class Doubts {
  /** Numbers, dates, amounts, addresses of mail and web: what a draft must not make up. */
  private static final Pattern FACT =
      Pattern.compile(
          "[\\p{Alnum}._%+-]+@[\\p{Alnum}.-]+\\.\\p{Alpha}{2,}"
              + "|https?://\\S+[\\p{Alnum}/]"
              + "|\\d+(?:[.,:/-]\\d+)*");

  private static final Pattern GROUPED = Pattern.compile("\\d{1,3}(,\\d{3})+(\\.\\d+)?");
  private static final Pattern GROUPED_BY_POINTS =
      Pattern.compile("\\d{1,3}(\\.\\d{3})+(,\\d+)?|\\d+,\\d{1,2}");
  private static final Pattern PLAIN = Pattern.compile("\\d+(\\.\\d+)?");
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  private Doubts() {}

  /**
   * Every match of a pattern in any text of the answer.
   *
   * @param answer the answer
   * @param pattern what to look for
   * @param why what is uncertain about it
   * @return the places
   */
  public static List<UncertainSpan> matching(Object answer, Pattern pattern, String why) {
    List<UncertainSpan> found = new ArrayList<>();
    texts(
        "",
        answer,
        (path, text) -> {
          Matcher matcher = pattern.matcher(text);
          while (matcher.find()) {
            found.add(new UncertainSpan(path, matcher.start(), matcher.end(), why));
          }
        });
    return found;
  }

  /**
   * Every number and address in a text of the answer that does not stand in the input.
   *
   * @param input the input as text
   * @param answer the answer
   * @return the places
   */
  public static List<UncertainSpan> unsupported(String input, Object answer) {
    Set<String> known = facts(input);
    List<UncertainSpan> found = new ArrayList<>();
    texts(
        "",
        answer,
        (path, text) -> {
          Matcher matcher = FACT.matcher(text);
          while (matcher.find()) {
            if (!known.contains(normal(matcher.group()))) {
              found.add(
                  new UncertainSpan(
                      path, matcher.start(), matcher.end(), "stands nowhere in the input"));
            }
          }
        });
    return found;
  }

  private static Set<String> facts(String text) {
    Set<String> facts = new HashSet<>();
    Matcher matcher = FACT.matcher(text);
    while (matcher.find()) {
      String fact = matcher.group();
      facts.add(normal(fact));
      if (Character.isDigit(fact.charAt(0)) && !PLAIN.matcher(fact).matches()) {
        // A date may be written out: of 2026-09-04 also 2026, 9 and 4.
        DIGITS.matcher(fact).results().forEach(part -> facts.add(normal(part.group())));
      }
    }
    return facts;
  }

  /** One form for 1,200.50 and 1.200,50 and 1200.5, and for 2026-09-04 and 2026/09/04. */
  private static String normal(String fact) {
    if (!Character.isDigit(fact.charAt(0)) || fact.indexOf('@') >= 0) {
      return fact.toLowerCase(Locale.ROOT);
    }
    String number = fact;
    if (GROUPED.matcher(fact).matches()) {
      number = fact.replace(",", "");
    } else if (GROUPED_BY_POINTS.matcher(fact).matches()) {
      number = fact.replace(".", "").replace(',', '.');
    }
    return PLAIN.matcher(number).matches()
        ? new BigDecimal(number).stripTrailingZeros().toPlainString()
        : fact.replaceAll("[.,:/]", "-");
  }

  private static void texts(String path, @Nullable Object value, BiConsumer<String, String> each) {
    if (value instanceof String text) {
      each.accept(path, text);
    } else if (value instanceof Optional<?> optional) {
      texts(path, optional.orElse(null), each);
    } else if (value instanceof Collection<?> collection) {
      int i = 0;
      for (Object element : collection) {
        texts(path + "[" + i++ + "]", element, each);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, element) -> texts(path + "[" + key + "]", element, each));
    } else if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        String name = component.getName();
        texts(path.isEmpty() ? name : path + "." + name, Records.get(component, value), each);
      }
    }
  }
}
