package macaw.labeling.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.UUID;
import macaw.labeling.gold.Screening;
import macaw.labeling.postgres.Database;
import macaw.labeling.postgres.OutboxRows;
import macaw.labeling.postgres.PostgresReviews;
import macaw.labeling.postgres.PostgresRevisions;
import macaw.labeling.postgres.PostgresWithdrawals;
import macaw.labeling.review.ReviewDesk;
import macaw.labeling.review.Withdrawals;
import macaw.labeling.submissions.RevisionDesk;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.wire.LabelCodec;

/** The life of a submission on its adapters. */
@ApplicationScoped
public class ReviewBeans {
    private static final InstantSource CLOCK = InstantSource.system();

    @Produces
    @Singleton
    RevisionDesk revisions(Database database, Screening screening) {
        return new RevisionDesk(
                new PostgresRevisions(database, new OutboxRows(LabelCodec::topicValue)),
                UUID::randomUUID,
                CLOCK,
                screening::after);
    }

    @Produces
    @Singleton
    ReviewDesk reviews(Database database) {
        return new ReviewDesk(
                new PostgresReviews(database, new OutboxRows(LabelCodec::topicValue)), UUID::randomUUID, CLOCK);
    }

    @Produces
    @Singleton
    Withdrawals withdrawals(Database database, SubmissionDesk submissions) {
        return new Withdrawals(new PostgresWithdrawals(database), submissions, CLOCK);
    }
}
