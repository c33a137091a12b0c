package dev.aios.memory.internal.rows;

import dev.aios.api.identity.Inventory;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the inventory keeps; each is a row's body and that of the record that put it. */
public final class InventoryRow {
  private InventoryRow() {}

  /**
   * A source of data.
   *
   * @param name its name
   * @param kind its kind
   * @param location where it is
   * @param authSurface by which it is read, or null
   * @param retention the name of its rule
   * @param trusted whether it comes from the company itself
   */
  public record Source(
      String name,
      String kind,
      String location,
      @Nullable String authSurface,
      String retention,
      boolean trusted) {
    /**
     * As it is stored.
     *
     * @param source the source
     * @return the row
     */
    public static Source of(Inventory.DataSource source) {
      return new Source(
          source.name(),
          source.kind(),
          source.location(),
          source.authSurface(),
          source.retention(),
          source.trusted());
    }

    /**
     * As callers see it.
     *
     * @return the source
     */
    public Inventory.DataSource source() {
      return new Inventory.DataSource(name, kind, location, authSurface, retention, trusted);
    }
  }

  /**
   * An auth surface.
   *
   * @param name its name
   * @param kind its kind
   * @param scopes what it allows
   * @param secretRef where the secret is kept
   */
  public record Surface(String name, String kind, List<String> scopes, String secretRef) {
    /**
     * As it is stored.
     *
     * @param surface the surface
     * @return the row
     */
    public static Surface of(Inventory.AuthSurface surface) {
      return new Surface(surface.name(), surface.kind(), surface.scopes(), surface.secretRef());
    }

    /**
     * As callers see it.
     *
     * @return the surface
     */
    public Inventory.AuthSurface surface() {
      return new Inventory.AuthSurface(name, kind, scopes, secretRef);
    }
  }

  /**
   * A retention rule.
   *
   * @param name its name
   * @param keep how long, in ISO-8601, or null for ever
   * @param basis why
   */
  public record Rule(String name, @Nullable String keep, String basis) {
    /**
     * As it is stored.
     *
     * @param rule the rule
     * @return the row
     */
    public static Rule of(Inventory.RetentionRule rule) {
      Duration keep = rule.keep();
      return new Rule(rule.name(), keep == null ? null : keep.toString(), rule.basis());
    }

    /**
     * As callers see it.
     *
     * @return the rule
     */
    public Inventory.RetentionRule rule() {
      return new Inventory.RetentionRule(name, keep == null ? null : Duration.parse(keep), basis);
    }
  }
}
