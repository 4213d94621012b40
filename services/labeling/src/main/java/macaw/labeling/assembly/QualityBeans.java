package macaw.labeling.assembly;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import macaw.labeling.forms.FormStore;
import macaw.labeling.postgres.Database;
import macaw.labeling.postgres.PostgresQuality;
import macaw.labeling.quality.QualityDesk;

/** What measures judgement, on its adapters. */
@ApplicationScoped
public class QualityBeans {
    @Produces
    @Singleton
    QualityDesk quality(Database database, FormStore forms) {
        return new QualityDesk(new PostgresQuality(database), forms);
    }
}
