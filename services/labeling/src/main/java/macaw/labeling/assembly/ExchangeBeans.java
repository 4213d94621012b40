package macaw.labeling.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.UUID;
import macaw.labeling.exchange.FileLimits;
import macaw.labeling.exchange.LabelFiles;
import macaw.labeling.exchange.PromptFiles;
import macaw.labeling.exchange.RowFormats;
import macaw.labeling.jsonl.JsonLineWriter;
import macaw.labeling.postgres.Database;
import macaw.labeling.postgres.OutboxRows;
import macaw.labeling.postgres.PostgresImports;
import macaw.labeling.postgres.PostgresPrompts;
import macaw.labeling.snapshots.Snapshots;
import macaw.labeling.trl.Shapes;
import macaw.labeling.wire.LabelCodec;
import macaw.rowfiles.CsvRows;
import macaw.rowfiles.JsonArrayRows;
import macaw.rowfiles.JsonRows;
import macaw.rowfiles.ParquetRows;

/** What goes in and out in bulk. */
@ApplicationScoped
public class ExchangeBeans {
    @Produces
    @Singleton
    RowFormats rowFormats() {
        return new RowFormats(
                new JsonRows(), new JsonArrayRows(), new CsvRows(), new ParquetRows(FileLimits.USUAL.characters()));
    }

    @Produces
    @Singleton
    PromptFiles promptFiles(Database database) {
        return new PromptFiles(new PostgresPrompts(database, UUID::randomUUID), FileLimits.USUAL);
    }

    @Produces
    @Singleton
    LabelFiles labelFiles(Database database) {
        return new LabelFiles(
                new PostgresImports(database, new OutboxRows(LabelCodec::topicValue), UUID::randomUUID),
                FileLimits.USUAL,
                InstantSource.system());
    }

    @Produces
    @Singleton
    Shapes shapes(Snapshots snapshots) {
        return new Shapes(snapshots, new JsonLineWriter());
    }
}
