// The kept evaluations of a home, one a row, or one a row for all seeds of a configuration.
#pragma once

#include "engine/evaluation_reports.h"
#include "itemmodels/ordered_table_model.h"

#include <QHash>

#include <string>
#include <vector>

namespace sparlet::ui {

/// Of methods and backbones for people, by id: "sparse" is "SPARSE". One that is missing is shown as it is.
using Titles = QHash<QString, QString>;
QString titleOf(const Titles& titles, const std::string& id);

class EvaluationModel : public OrderedTableModel {
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        MethodColumn,
        BackboneColumn,
        VariantColumn,
        MapColumn,
        PAt1Column,
        PAt5Column,
        PAt10Column,
        LatencyColumn,
        Latency32Column,
        SizeColumn,
        BytesColumn,
        MemoryColumn,
        ParametersColumn,
        DensityColumn,
        BitsColumn,
        MapPlainColumn,
        MapFloatColumn,
        ExpansionColumn,
        PrecisionColumn,
        DeviceColumn,
        SeedColumn,
        DataColumn,
        ProtocolColumn,
        QueriesColumn,
        GalleryColumn,
        ProjectColumn,
        DateColumn,
        columns
    };
    enum EvaluationRole { IdsRole = FirstFreeRole, ProblemRole };

    explicit EvaluationModel(QObject* parent = nullptr);

    /// A reset where the evaluations differ from before; otherwise nothing.
    void setEvaluations(std::vector<engine::EvaluationSummary> evaluations);
    const std::vector<engine::EvaluationSummary>& evaluations() const { return evaluations_; }
    void setTitles(Titles titles);
    /// Null: there is none.
    const engine::EvaluationSummary* find(const QString& id) const;
    /// Of the row that has the evaluation; -1: none, or filtered out.
    int rowOf(const QString& id) const;

    /// One row for the seeds of one configuration, with mean ± deviation.
    void setGrouped(bool on);
    bool grouped() const { return grouped_; }
    /// Only evaluations of this project; "": all.
    void setProject(const QString& project);
    const QString& project() const { return project_; }

    /// Evaluations of a row, newest first.
    QStringList idsOf(int row) const;

    /// "mAP", and longer: "Mean average precision, over all queries that have a relevant image".
    static QString title(int column);
    static QString explanation(int column);
    /// A key that stays over versions and languages, for what is remembered.
    static QByteArray key(int column);
    static bool shownAtFirst(int column);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    /// Names of single evaluations only; shown at once, and asked for by renameRequested().
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void renameRequested(const QString& id, const QString& name);

protected:
    std::size_t records() const override { return rows_.size(); }
    bool isNumber(int column) const override;
    double number(std::size_t record, int column) const override;
    QString words(std::size_t record, int column) const override;
    QString haystack(std::size_t record) const override;

private:
    struct Row {
        std::vector<std::size_t> members; // of evaluations_
    };
    struct Value {
        double mean = 0, deviation = 0;
        int count = 0;
    };
    void group();
    std::string configuration(const engine::EvaluationSummary& one) const;
    Value value(std::size_t record, int column) const;
    QString text(std::size_t record, int column) const;
    QString name(const Row& row) const;
    QString tooltip(std::size_t record, int column) const;

    std::vector<engine::EvaluationSummary> evaluations_;
    std::vector<Row> rows_;
    Titles titles_;
    bool grouped_ = false;
    QString project_;
};

} // namespace sparlet::ui
