package dev.aios.examples.consultancy.library;

import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Fact;
import dev.aios.api.memory.Recall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what may answer a question: passages about whom the question names, and what is known of
 * them.
 */
final class Finder {
  private static final int PASSAGES = 5;
  private static final int ENOUGH = 2;
  private static final int TELLING = 5;

  private final Recall recall;
  private final Entities entities;

  Finder(Recall recall, Entities entities) {
    this.recall = recall;
    this.entities = entities;
  }

  Found find(String question, Instant now) {
    Set<String> named = new TreeSet<>();
    List<String> facts = new ArrayList<>();
    for (Entity person : entities.list(Entity.Kind.PERSON)) {
      if (question.contains(person.name())) {
        named.add(person.id());
        entities.facts(person.id(), now).stream()
            .filter(fact -> !fact.property().equals("works-for"))
            .forEach(fact -> facts.add(inWords(person, fact)));
      }
    }
    for (Entity organization : entities.list(Entity.Kind.ORGANIZATION)) {
      if (names(question, organization)) {
        named.add(organization.id());
      }
    }
    List<Recall.Hit> about =
        recall.search(new Recall.Query(question, PASSAGES, named, null, null, null, false));
    return new Found(
        question,
        facts,
        about.size() >= ENOUGH ? about : recall.search(Recall.Query.of(question, PASSAGES)));
  }

  /** People say a part of the name: Brightwater, the Stadtwerke Lindenau. */
  private static boolean names(String question, Entity organization) {
    String asked = question.toLowerCase(Locale.ROOT);
    String name = organization.name().toLowerCase(Locale.ROOT);
    String first = name.split("[^\\p{L}\\p{N}]", -1)[0];
    return asked.contains(name) || (first.length() >= TELLING && asked.contains(first));
  }

  private static String inWords(Entity person, Fact fact) {
    return person.name()
        + "'s "
        + fact.property()
        + " is "
        + fact.value()
        + " ("
        + fact.source()
        + ").";
  }
}
