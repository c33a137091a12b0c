package dev.aios.memory.identity;

import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Weighs the evidence that two entities are the same; used once. */
final class Comparison {
  private static final double FULL_NAME = 0.7;
  private static final double SINGLE_NAME = 0.3;
  private static final double INITIAL = 0.4;
  private static final double DOMAIN = 0.7;
  private static final double LOCAL_PART = 0.5;
  private static final double CONTACT = 0.9;
  private static final Set<String> CONTACTS = Set.of("phone", "mobile", "url");
  private static final int SHORTEST_TELLING_LOCAL_PART = 5;

  private final Traits a;
  private final Traits b;
  private final List<String> evidence = new ArrayList<>();
  private double doubt = 1;

  Comparison(Traits a, Traits b) {
    this.a = a;
    this.b = b;
  }

  double confidence() {
    return 1 - doubt;
  }

  List<String> evidence() {
    return evidence;
  }

  private void add(double weight, String what) {
    doubt *= 1 - weight;
    evidence.add(what);
  }

  /** Compares each name of one with each of the other; the best match counts. */
  boolean namesFit() {
    double best = 0;
    String what = "";
    for (List<String> one : a.names()) {
      for (List<String> two : b.names()) {
        double weight = nameWeight(one, two);
        if (weight > best) {
          best = weight;
          what =
              weight == INITIAL
                  ? "the names '"
                      + String.join(" ", one)
                      + "' and '"
                      + String.join(" ", two)
                      + "' fit"
                  : "both are called '" + String.join(" ", one) + "'";
        }
      }
    }
    if (best > 0) {
      add(best, what);
    }
    return best > 0;
  }

  private double nameWeight(List<String> one, List<String> two) {
    if (one.equals(two)) {
      boolean telling = one.size() > 1 || a.entity().kind() != Entity.Kind.PERSON;
      return telling ? FULL_NAME : SINGLE_NAME;
    }
    boolean person = a.entity().kind() == Entity.Kind.PERSON;
    return person && fitByInitial(one, two) ? INITIAL : 0;
  }

  /** The same last word, and first words of which one is the other's initial. */
  private static boolean fitByInitial(List<String> one, List<String> two) {
    if (one.size() < 2 || two.size() < 2) {
      return false;
    }
    String first = one.get(0);
    String second = two.get(0);
    boolean initial = first.length() == 1 || second.length() == 1;
    return initial
        && first.charAt(0) == second.charAt(0)
        && one.get(one.size() - 1).equals(two.get(two.size() - 1));
  }

  void compareMail() {
    Set<String> domains = new TreeSet<>(a.domains());
    domains.retainAll(b.domains());
    if (!domains.isEmpty()) {
      add(DOMAIN, "both use mail at " + String.join(", ", domains));
    }
    Set<String> locals = new TreeSet<>(a.locals());
    locals.retainAll(b.locals());
    locals.removeIf(local -> local.length() < SHORTEST_TELLING_LOCAL_PART);
    if (!locals.isEmpty()) {
      add(LOCAL_PART, "both have an address " + String.join(", ", locals) + "@…");
    }
  }

  void compareFacts(Entities entities) {
    Set<String> shared = contacts(entities, a.entity());
    shared.retainAll(contacts(entities, b.entity()));
    if (!shared.isEmpty()) {
      add(CONTACT, "both have " + String.join(", ", shared));
    }
  }

  private static Set<String> contacts(Entities entities, Entity entity) {
    return entities.history(entity.id()).stream()
        .filter(fact -> CONTACTS.contains(fact.property()))
        .map(Comparison::contact)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String contact(Fact fact) {
    String value =
        fact.property().equals("url")
            ? fact.value().strip()
            : fact.value().replaceAll("[^0-9+]", "");
    return (fact.property().equals("mobile") ? "phone" : fact.property()) + " " + value;
  }
}
