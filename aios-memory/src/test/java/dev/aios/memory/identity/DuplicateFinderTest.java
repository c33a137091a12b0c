package dev.aios.memory.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.aios.api.identity.Anchor;
import dev.aios.api.identity.Entities;
import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Entity.Kind;
import dev.aios.api.identity.Fact;
import dev.aios.api.value.Taint;
import dev.aios.memory.Company;
import dev.aios.memory.Memory;
import dev.aios.memory.Store;
import dev.aios.memory.identity.DuplicateFinder.Suggestion;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicateFinderTest {
  @TempDir Path folder;
  private Company company;
  private Entities entities;

  @BeforeEach
  void open() {
    company = new Company(Store.MEMORY, folder, Memory.builder().build());
    entities = company.entities();
  }

  @AfterEach
  void close() {
    company.close();
  }

  private Entity person(String name, String address) {
    return entities.resolve(Kind.PERSON, name, Set.of(Anchor.mail(address)), "mail");
  }

  private List<Suggestion> found() {
    return new DuplicateFinder(entities).find(Kind.PERSON);
  }

  @Test
  void one_person_under_three_addresses_becomes_one() {
    person("Anna Weber", "anna.weber@lindenhof.example");
    person("Weber, Anna", "a.weber@lindenhof.example");
    person("Dr. Anna Weber", "anna.weber@gmx.de");
    person("Bernd Weber", "bernd.weber@lindenhof.example");
    person("Anna Kraus", "anna.kraus@lindenhof.example");

    for (Suggestion same : found()) {
      if (same.confidence() >= 0.8) {
        entities.merge(same.keep().id(), same.gone().id(), String.join("; ", same.evidence()));
      }
    }

    assertThat(entities.list(Kind.PERSON))
        .extracting(Entity::name)
        .containsExactly("Anna Kraus", "Anna Weber", "Bernd Weber");
    assertThat(entities.find(Anchor.mail("anna.weber@gmx.de")).orElseThrow().anchors()).hasSize(3);
  }

  @Test
  void the_evidence_is_told_and_the_one_recorded_first_is_kept() {
    Entity first = person("Anna Weber", "anna@lindenhof.example");
    Entity second = person("Anna Weber", "weber@lindenhof.example");

    assertThat(found())
        .singleElement()
        .satisfies(
            same -> {
              assertThat(same.keep()).isEqualTo(first);
              assertThat(same.gone()).isEqualTo(second);
              assertThat(same.confidence()).isCloseTo(0.91, within(1e-9));
              assertThat(same.evidence())
                  .containsExactly(
                      "both are called 'anna weber'", "both use mail at lindenhof.example");
            });
  }

  @Test
  void a_public_mail_service_in_common_says_nothing() {
    person("Anna Weber", "anna@gmail.com");
    person("Anna Weber", "weber@gmail.com");

    assertThat(found())
        .singleElement()
        .satisfies(same -> assertThat(same.confidence()).isCloseTo(0.7, within(1e-9)));
  }

  @Test
  void a_domain_can_be_declared_to_say_nothing() {
    person("A. Weber", "anna@cowork.example");
    person("Anna Weber", "weber@cowork.example");

    assertThat(found()).hasSize(1);
    assertThat(new DuplicateFinder(entities).ignoring(Set.of("COWORK.example")).find(Kind.PERSON))
        .isEmpty();
  }

  @Test
  void other_people_of_the_family_or_the_office_are_not_suggested() {
    person("Anna Weber", "anna@lindenhof.example");
    person("Bernd Weber", "bernd@lindenhof.example");
    person("Anna Kraus", "kraus@lindenhof.example");
    person("Anna", "team@birke.example");

    assertThat(found()).isEmpty();
  }

  @Test
  void a_phone_number_in_common_counts_however_it_is_written() {
    Entity one = person("A. Weber", "anna@lindenhof.example");
    Entity two = person("Anna Weber", "anna@birke.example");
    phone(one, "phone", "+49 30 123-456");
    phone(two, "mobile", "+49 (30) 123456");

    assertThat(found())
        .singleElement()
        .satisfies(
            same -> {
              assertThat(same.confidence()).isGreaterThan(0.9);
              assertThat(same.evidence()).contains("both have phone +4930123456");
            });
  }

  private void phone(Entity of, String property, String number) {
    entities.record(
        new Fact(of.id(), property, number, null, null, Instant.EPOCH, "signature", 1, Taint.NONE));
  }

  @Test
  void an_organisation_is_recognised_without_its_legal_form() {
    entities.resolve(
        Kind.ORGANIZATION, "Lindenhof GmbH", Set.of(Anchor.of("domain", "lindenhof.example")), "m");
    entities.resolve(
        Kind.ORGANIZATION, "LINDENHOF", Set.of(Anchor.mail("info@lindenhof.example")), "m");

    assertThat(new DuplicateFinder(entities).find(Kind.ORGANIZATION))
        .singleElement()
        .satisfies(same -> assertThat(same.confidence()).isCloseTo(0.91, within(1e-9)));
  }

  @Test
  void names_of_odd_forms_do_not_break_it() {
    person("()", "a@x.example");
    person("…", "b@x.example");
    person("Dr.", "c@x.example");
    person("李 小龙", "d@x.example");

    assertThat(found()).isEmpty();
  }
}
