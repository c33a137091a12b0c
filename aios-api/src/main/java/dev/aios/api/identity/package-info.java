/**
 * Who and what the company deals with: persons, organisations, projects, artifacts, their anchors
 * and facts; the registry of data sources.
 */
@NullMarked
package dev.aios.api.identity;

import org.jspecify.annotations.NullMarked;
