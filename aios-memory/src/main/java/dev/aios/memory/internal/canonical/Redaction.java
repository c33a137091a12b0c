package dev.aios.memory.internal.canonical;

import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.memory.internal.identity.Mentions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds persons in texts, and takes them out. A person is found by mail addresses, phone numbers
 * and names of two words or more; so a first name alone stays. Immutable.
 */
final class Redaction {
  private static final Pattern MAIL =
      Pattern.compile("[\\p{L}\\p{N}._%+-]+@[\\p{L}\\p{N}.-]+\\.[\\p{L}]{2,}");
  private static final Pattern IBAN =
      Pattern.compile("\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\\b");
  private static final Pattern PHONE =
      Pattern.compile(
          "(?<![\\p{N}.,-])(?:\\+|00?)\\d{1,4}[ ()/.-]{0,2}\\d(?:[ ()/.-]?\\d){5,12}(?!\\p{N})");

  /** Someone who may be named. */
  private record Known(Entity person, List<Pattern> by) {}

  private final List<Known> persons = new ArrayList<>();

  Redaction(Entities entities) {
    for (Entity person : entities.list(Entity.Kind.PERSON)) {
      List<String> names = new ArrayList<>(person.aliases());
      names.add(person.name());
      persons.add(new Known(person, new Mentions(names, person.anchors()).personal()));
    }
  }

  /** The persons whom a text names. */
  List<Entity> named(String text) {
    return persons.stream()
        .filter(known -> known.by().stream().anyMatch(by -> by.matcher(text).find()))
        .map(Known::person)
        .toList();
  }

  /** Whether all whom a text names have agreed. */
  static boolean agreed(List<Entity> named, Entities entities, Instant now) {
    return named.stream()
        .allMatch(
            person ->
                entities.facts(person.id(), now).stream()
                    .anyMatch(
                        fact ->
                            fact.property().equals("consent") && fact.value().equals("training")));
  }

  /** For the texts of one sample: each person has one number in all of them. */
  UnaryOperator<String> together() {
    Map<String, Integer> numbers = new TreeMap<>();
    return text -> redacted(text, numbers);
  }

  private String redacted(String text, Map<String, Integer> numbers) {
    String redacted = text;
    for (Known known : persons) {
      for (Pattern by : known.by()) {
        Matcher matcher = by.matcher(redacted);
        if (matcher.find()) {
          int number = numbers.computeIfAbsent(known.person().id(), id -> numbers.size() + 1);
          redacted = matcher.replaceAll("[PERSON-" + number + "]");
        }
      }
    }
    redacted = MAIL.matcher(redacted).replaceAll("[MAIL]");
    redacted = IBAN.matcher(redacted).replaceAll("[IBAN]");
    return PHONE.matcher(redacted).replaceAll("[PHONE]");
  }
}
