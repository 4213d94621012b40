package macaw.trainer.runs;

import macaw.records.RunKind;

/**
 * Asks for a run.
 *
 * @param id chosen by the caller; empty to have one made
 * @param settingsJson the run's settings, see docs/settings.md
 */
public record StartRequest(String id, RunKind kind, String settingsJson) {}
