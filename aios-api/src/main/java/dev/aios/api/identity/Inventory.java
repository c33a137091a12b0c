package dev.aios.api.identity;

import dev.aios.api.InvalidInputException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the company reads, with which rights, and how long it keeps it. Registered in the journal,
 * durable on return; registering a name again replaces it. Thread-safe.
 */
public interface Inventory {
  /**
   * Registers a source of data.
   *
   * @param source the source; the auth surface and the rule that it names must be registered
   * @throws dev.aios.api.NotFoundException if they are not
   */
  void register(DataSource source);

  /**
   * Registers an auth surface.
   *
   * @param surface the surface
   */
  void register(AuthSurface surface);

  /**
   * Registers a retention rule.
   *
   * @param rule the rule
   */
  void register(RetentionRule rule);

  /**
   * The sources.
   *
   * @return by name
   */
  List<DataSource> sources();

  /**
   * The auth surfaces.
   *
   * @return by name
   */
  List<AuthSurface> authSurfaces();

  /**
   * The retention rules.
   *
   * @return by name
   */
  List<RetentionRule> retentionRules();

  /**
   * A source of data.
   *
   * @param name unique
   * @param kind for example {@code mbox}, {@code ics}, {@code crm}
   * @param location where it is
   * @param authSurface the auth surface by which it is read, or null if none is needed
   * @param retention the name of its retention rule
   * @param trusted whether its content comes from the company itself
   */
  record DataSource(
      String name,
      String kind,
      String location,
      @Nullable String authSurface,
      String retention,
      boolean trusted) {
    /** Checks the name. */
    public DataSource {
      if (name.isBlank() || kind.isBlank() || retention.isBlank()) {
        throw new InvalidInputException(
            "data source", "name, kind and retention must not be blank");
      }
    }
  }

  /**
   * A way to get access.
   *
   * @param name unique
   * @param kind for example {@code oauth2}, {@code api-key}, {@code file-permission}
   * @param scopes what it allows
   * @param secretRef where the secret is kept; never the secret itself
   */
  record AuthSurface(String name, String kind, List<String> scopes, String secretRef) {
    /** Checks the name and copies the scopes. */
    public AuthSurface {
      if (name.isBlank() || kind.isBlank()) {
        throw new InvalidInputException("auth surface", "name and kind must not be blank");
      }
      scopes = List.copyOf(scopes);
    }
  }

  /**
   * How long data is kept.
   *
   * @param name unique
   * @param keep how long, or null for ever
   * @param basis why it may be kept: a law, a contract, a consent
   */
  record RetentionRule(String name, @Nullable Duration keep, String basis) {
    /** Checks the name and the duration. */
    public RetentionRule {
      if (name.isBlank()) {
        throw new InvalidInputException("retention rule", "name must not be blank");
      }
      if (keep != null && (keep.isNegative() || keep.isZero())) {
        throw new InvalidInputException(
            "retention rule " + name, "keep " + keep + " is not positive");
      }
    }
  }
}
