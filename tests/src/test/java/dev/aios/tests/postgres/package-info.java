/** What only a real PostgreSQL can show: the server is started by the tests, once for all. */
package dev.aios.tests.postgres;
