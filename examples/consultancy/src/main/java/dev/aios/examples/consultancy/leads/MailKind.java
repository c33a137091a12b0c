package dev.aios.examples.consultancy.leads;

/** What a mail is. */
public enum MailKind {
  /** From a client or somebody who works there. */
  CLIENT,
  /** From somebody who logs hours in the timesheet. */
  TEAM,
  /** From somebody who may become a client. */
  LEAD,
  /** From somebody who sells something, or a newsletter. */
  ADVERT,
  /** From somebody who offers or looks for a job, a thesis, a favour. */
  JOB,
  /** From an authority, a tax adviser, a bank. */
  OFFICE,
  /** From somebody who pretends to be another. */
  FRAUD
}
