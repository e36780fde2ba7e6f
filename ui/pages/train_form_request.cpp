// The form's fields as a request, and a run's request in the fields.
#include "itemmodels/hyper_model.h"
#include "itemmodels/picture_image.h"
#include "pages/hyper_table.h"
#include "pages/start_source.h"
#include "pages/text_source.h"
#include "pages/train_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLineEdit>
#include <QLocale>
#include <QSpinBox>

#include <algorithm>
#include <limits>

namespace sparlet::ui {

QString TrainForm::name() const {
    const auto typed = name_->text().simplified();
    if (!typed.isEmpty()) return typed;
    const auto folder = QDir(QDir::fromNativeSeparators(data_->text().trimmed())).dirName();
    const auto made = tr("%1 · %2").arg(method_->currentText(), backbone_->currentText());
    return data_->text().trimmed().isEmpty() ? made : tr("%1 · %2").arg(made, folder);
}

engine::TrainRequest TrainForm::request() const {
    engine::TrainRequest request;
    request.data = QFile::encodeName(data_->text().trimmed()).toStdString();
    request.side = side_->value();
    if (lkd_->isChecked()) texts_->fill(request);
    auto& c = request.config;
    c.method = method_->currentData().toString().toStdString();
    c.backbone = backbone_->currentData().toString().toStdString();
    c.preset = preset_->currentData().toString().toStdString();
    c.device = device_->currentData().toString().toStdString();
    // What the method does by itself is left to it.
    if (const auto* chosen = method()) {
        const auto choice = [](const QCheckBox* box, bool own) {
            return box->isChecked() == own ? std::optional<bool>() : box->isChecked();
        };
        c.modules = {choice(lkd_, chosen->modules.lkd), choice(ase_, chosen->modules.ase),
                     choice(spq_, chosen->modules.spq), choice(iqe_, chosen->modules.iqe)};
    }
    if (const auto* chosen = preset()) {
        c.epochs = epochs_->value() == chosen->epochs ? 0 : epochs_->value();
        c.batch = batch_->value() == chosen->batch ? 0 : batch_->value();
        c.learningRate = learningRate_->value() == chosen->learningRate ? 0 : learningRate_->value();
    }
    c.seed = static_cast<std::uint64_t>(seed_->value());
    c.bf16 = bf16_->isChecked();
    c.smallImageStem = smallStem_->isChecked();
    c.dimensions = dimensions_->value();
    c.targetDensity = density_->value();
    c.meanBits = bits_->value();
    c.init = start_->path();
    c.hyper = hyper()->changed();
    if (heldOut_->value() > 0) c.hyper[kHeldOut] = heldOut_->value() / 100;
    return request;
}

void TrainForm::prefill(const engine::RunDetails& run) {
    if (choices_.methods.empty()) {
        wanted_ = run;
        return;
    }
    const auto& c = run.config;
    setData(displayPath(run.summary.data));
    select(method_, QString::fromStdString(c.method));
    select(backbone_, QString::fromStdString(c.backbone));
    select(preset_, QString::fromStdString(c.preset));
    select(device_, QString::fromStdString(c.device));
    lkd_->setChecked(c.modules.lkd.value_or(lkd_->isChecked()));
    ase_->setChecked(c.modules.ase.value_or(ase_->isChecked()));
    spq_->setChecked(c.modules.spq.value_or(spq_->isChecked()));
    iqe_->setChecked(c.modules.iqe.value_or(iqe_->isChecked()));
    const auto& file = run.captions.empty() ? run.descriptions : run.captions;
    texts_->setKind(!run.captions.empty()       ? TextSource::Kind::Captions
                    : !run.descriptions.empty() ? TextSource::Kind::Descriptions
                                                : TextSource::Kind::Automatic);
    texts_->setFile(displayPath(file));
    start_->setPath(c.init);
    if (c.epochs > 0) epochs_->setValue(c.epochs);
    if (c.batch > 0) batch_->setValue(c.batch);
    if (c.learningRate > 0) learningRate_->setValue(c.learningRate);
    seed_->setValue(static_cast<int>(std::min<std::uint64_t>(c.seed, std::numeric_limits<int>::max())));
    bf16_->setChecked(c.bf16);
    smallStem_->setChecked(c.smallImageStem);
    dimensions_->setValue(c.dimensions);
    density_->setValue(c.targetDensity);
    bits_->setValue(c.meanBits);
    const auto held = c.hyper.find(kHeldOut);
    heldOut_->setValue(held == c.hyper.end() ? 0 : held->second * 100);
    hyper()->resetAll();
    for (int row = 0; row < hyper()->rowCount(); ++row) {
        const auto found = c.hyper.find(hyper()->parameters()[static_cast<std::size_t>(row)].name);
        if (found == c.hyper.end()) continue;
        hyper()->setData(hyper()->index(row, HyperModel::ValueColumn),
                         QLocale().toString(found->second, 'g', QLocale::FloatingPointShortest));
    }
    name_->clear();
    check();
}

} // namespace sparlet::ui
