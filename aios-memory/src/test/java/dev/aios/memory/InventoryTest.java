package dev.aios.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.NotFoundException;
import dev.aios.api.identity.Inventory.AuthSurface;
import dev.aios.api.identity.Inventory.DataSource;
import dev.aios.api.identity.Inventory.RetentionRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InventoryTest {
  private static final RetentionRule TEN_YEARS =
      new RetentionRule("invoices", Duration.ofDays(3650), "tax law");
  private static final RetentionRule FOR_EVER = new RetentionRule("own-notes", null, "own work");
  private static final AuthSurface FILES =
      new AuthSurface("files", "file-permission", List.of("read"), "none");

  @TempDir Path folder;

  private Company company(Store store) {
    return new Company(store, folder, Memory.builder().build());
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void what_is_registered_comes_back_by_name_after_a_restart_too(Store store) {
    DataSource mail = new DataSource("mail", "mbox", "in/mail.mbox", "files", "invoices", false);
    DataSource notes = new DataSource("notes", "markdown", "in/notes", null, "own-notes", true);
    try (Company company = company(store)) {
      company.inventory().register(FOR_EVER);
      company.inventory().register(TEN_YEARS);
      company.inventory().register(FILES);
      company.inventory().register(notes);
      company.inventory().register(mail);

      assertThat(company.inventory().sources()).containsExactly(mail, notes);
      assertThat(company.inventory().authSurfaces()).containsExactly(FILES);
      assertThat(company.inventory().retentionRules()).containsExactly(TEN_YEARS, FOR_EVER);
    }
    if (store == Store.SQLITE) {
      try (Company company = company(store)) {
        assertThat(company.inventory().sources()).containsExactly(mail, notes);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void registering_again_replaces_and_the_same_again_writes_nothing(Store store) {
    try (Company company = company(store)) {
      company.inventory().register(TEN_YEARS);
      long head = company.journal.head();
      company.inventory().register(TEN_YEARS);
      assertThat(company.journal.head()).isEqualTo(head);

      RetentionRule longer = new RetentionRule("invoices", Duration.ofDays(4000), "contract");
      company.inventory().register(longer);
      assertThat(company.inventory().retentionRules()).containsExactly(longer);
      assertThat(company.journal.readStream("inventory.retention/invoices", 0, 9)).hasSize(2);
    }
  }

  @Test
  void a_source_that_names_what_is_not_registered_is_refused() {
    try (Company company = company(Store.MEMORY)) {
      assertThatThrownBy(
              () ->
                  company
                      .inventory()
                      .register(new DataSource("mail", "mbox", "x", null, "invoices", false)))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("retention rule 'invoices'");
      company.inventory().register(TEN_YEARS);
      assertThatThrownBy(
              () ->
                  company
                      .inventory()
                      .register(new DataSource("mail", "mbox", "x", "imap", "invoices", false)))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("auth surface 'imap'");
      assertThat(company.inventory().sources()).isEmpty();
    }
  }

  @Test
  void a_name_that_cannot_be_stored_is_refused() {
    try (Company company = company(Store.MEMORY)) {
      assertThatThrownBy(
              () -> company.inventory().register(new RetentionRule("a\u0000b", null, "x")))
          .isInstanceOf(InvalidInputException.class);
    }
  }
}
