package macaw.trainer.datasets;

/** Labeling's snapshots, as canonical rows. */
public interface Snapshots {
    /**
     * What the snapshot holds, as lines of canonical rows; the same bytes for ever.
     *
     * @throws macaw.errors.CodedException SNAPSHOT_UNKNOWN; LABELING_UNAVAILABLE when labeling does not answer
     */
    Datasets.Source export(String namespace, String snapshotId);
}
